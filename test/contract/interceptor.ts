import type { StandIn } from '../../host/types';
import type { Cut } from '../../src/adapters/memory/writer-switches';

/** Stands between a writer and what it writes to. */
export type Interceptor = {
  standIn: StandIn;
  cut(cut: Cut | null): void;
  beforeWrite(act: () => Promise<void>): void;
  /** Every request that is let through is asked about first; an answer takes its place. */
  answerWith(answering: ((request: Request) => Response | null) | null): void;
};

export const createInterceptor = (inner: StandIn, isWrite: (request: Request) => boolean): Interceptor => {
  let cutting: Cut | null = null;
  let act: (() => Promise<void>) | null = null;
  let answering: ((request: Request) => Response | null) | null = null;
  const serve = async (request: Request): Promise<Response> => answering?.(request) ?? inner.fetch(request);
  const fetch = async (request: Request): Promise<Response> => {
    if (isWrite(request)) {
      const doing = act;
      act = null;
      await doing?.();
    }
    if (cutting === null) return serve(request);
    if (cutting.after > 0) {
      cutting.after -= 1;
      return serve(request);
    }
    const { took, failure, lasting } = cutting;
    cutting = lasting ? { ...cutting, took: false } : null;
    if (took) await serve(request);
    return Response.json({ message: 'cut off' }, { status: failure.status ?? 503 });
  };
  return {
    standIn: { fetch },
    cut: (cut) => {
      cutting = cut === null ? null : { ...cut };
    },
    beforeWrite: (doing) => {
      act = doing;
    },
    answerWith: (next) => {
      answering = next;
    },
  };
};
