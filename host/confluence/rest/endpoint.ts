import type { z } from 'zod';
import { err, ok, type Result } from '../../../src/domain/result';
import type { PropertyPath } from '../cql-fields';
import type { AppIdentity } from '../macro-storage';
import type { Viewer } from '../rights';
import type { SiteModel } from '../site-model';
import type { SiteState } from '../site-state';
import type { SiteStore } from '../site-store';
import { invalid } from './answer';

/** One modelled operation. `path` is written as the specification writes it: `/wiki/api/v2/pages/{id}`. */
export type Endpoint = {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  path: string;
  handle(call: Call): Response | Promise<Response>;
};

/** One request being answered. */
export type Call = {
  store: SiteStore;
  state: SiteState;
  site: SiteModel;
  viewer: Viewer;
  app: AppIdentity;
  /** `https://…/wiki`, for `_links.base`. */
  base: string;
  /** Search aliases of indexed content properties: alias → property key and path. */
  aliases: ReadonlyMap<string, PropertyPath>;
  request: Request;
  query: URLSearchParams;
  param(name: string): string;
};

/** The body as `schema` reads it, or the 400 that a wrong one gets. */
export const bodyOf = async <T>(
  call: Call,
  schema: z.ZodType<T>,
): Promise<Result<T, { code: 'INVALID'; answer: Response }>> => {
  const parsed = schema.safeParse(await jsonOf(call.request));
  if (parsed.success) return ok(parsed.data);
  const [issue] = parsed.error.issues;
  return err({
    code: 'INVALID',
    answer: invalid(`Invalid request body: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`.trim()),
  });
};

const jsonOf = async (request: Request): Promise<unknown> => {
  try {
    return (await request.json()) as unknown;
  } catch {
    return undefined;
  }
};

/** A list parameter: repeated, or with commas. Undefined when it was not given. */
export const listParameter = (call: Call, name: string): string[] | undefined => {
  const values = call.query.getAll(name).flatMap((value) => value.split(','));
  return values.length === 0 ? undefined : values;
};
