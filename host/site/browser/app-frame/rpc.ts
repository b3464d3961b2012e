/** Calls between the site's page and an app's frame over postMessage. Both sides run this file. */
export type Rpc = {
  call(command: string, data: unknown): Promise<unknown>;
  receive(message: unknown): void;
};

type Envelope = { gatehouse: true };
type Command = Envelope & { kind: 'command'; id: number; command: string; data: unknown };
type FunctionCall = Envelope & { kind: 'function'; id: number; ref: string; args: unknown };
type Answer = Envelope & { kind: 'answer'; to: number; ok: boolean; value: unknown };
type Message = Command | FunctionCall | Answer;

type Callable = (...args: unknown[]) => unknown;
type Pending = { resolve: (value: unknown) => void; reject: (reason: unknown) => void };

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;
const isMessage = (value: unknown): value is Message => isObject(value) && value['gatehouse'] === true;

/** React elements in props carry their fiber in `_owner`, which is cyclic and of no use to the other side. */
const REACT_INTERNALS = new Set(['$$typeof', '_owner', '_store', '_self', '_source', 'ref']);

/**
 * Functions travel as `{__function: id}` and are called back where they were made; errors as `{__error: message}`;
 * React elements keep type, key and props and are marked `__element`. Dates and Blobs are cloned by the browser.
 */
const createCodec = (invoke: (ref: string, args: unknown[]) => Promise<unknown>) => {
  const functions = new Map<string, Callable>();
  const refs = new WeakMap<Callable, string>();
  const remote = new Map<string, Callable>();

  const refOf = (fn: Callable): string => {
    const known = refs.get(fn);
    if (known !== undefined) return known;
    const ref = crypto.randomUUID();
    refs.set(fn, ref);
    functions.set(ref, fn);
    return ref;
  };
  const encodeObject = (value: object, above: ReadonlySet<object>): unknown => {
    if (above.has(value)) return undefined;
    const path = new Set(above).add(value);
    if (Array.isArray(value)) return value.map((item: unknown) => encode(item, path));
    const isElement = '$$typeof' in value;
    const entries = Object.entries(value)
      .filter(([key]) => !isElement || !REACT_INTERNALS.has(key))
      .map(([key, item]) => [key, encode(item, path)] as const)
      .filter(([, item]) => item !== undefined);
    return { ...Object.fromEntries(entries), ...(isElement ? { __element: true } : {}) };
  };
  const encode = (value: unknown, above: ReadonlySet<object> = new Set()): unknown => {
    if (typeof value === 'function') return { __function: refOf(value as Callable) };
    if (typeof value === 'symbol') return undefined;
    if (!isObject(value) || value instanceof Date || value instanceof Blob) return value;
    if (value instanceof Error) return { __error: value.message, name: value.name };
    return encodeObject(value, above);
  };
  const decode = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(decode);
    if (!isObject(value) || value instanceof Date || value instanceof Blob) return value;
    const { __function: ref, __error: message } = value;
    if (typeof ref === 'string') return remoteFunction(ref);
    if (typeof message === 'string')
      return Object.assign(new Error(message), { name: String(value['name']) });
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, decode(item)]));
  };
  const remoteFunction = (ref: string): Callable => {
    const known = remote.get(ref);
    if (known !== undefined) return known;
    const fn: Callable = (...args) => invoke(ref, args);
    remote.set(ref, fn);
    return fn;
  };
  return { encode, decode, run: (ref: string, args: unknown[]) => functions.get(ref)?.(...args) };
};

/**
 * @param post sends a message to the other side.
 * @param handle answers a command from the other side; what it throws arrives there as a rejection.
 */
export const createRpc = (
  post: (message: unknown) => void,
  handle: (command: string, data: unknown) => unknown,
): Rpc => {
  const pending = new Map<number, Pending>();
  let lastId = 0;
  const send = (
    message: Omit<Command, 'id' | 'gatehouse'> | Omit<FunctionCall, 'id' | 'gatehouse'>,
  ): Promise<unknown> =>
    new Promise((resolve, reject) => {
      lastId += 1;
      pending.set(lastId, { resolve, reject });
      post({ gatehouse: true, id: lastId, ...message });
    });
  const codec = createCodec((ref, args) => send({ kind: 'function', ref, args: codec.encode(args) }));

  const settle = (answer: Answer) => {
    const waiting = pending.get(answer.to);
    pending.delete(answer.to);
    const value = codec.decode(answer.value);
    if (answer.ok) waiting?.resolve(value);
    else waiting?.reject(value);
  };
  const serve = async (message: Command | FunctionCall) => {
    const answer = (ok: boolean, value: unknown) => {
      post({ gatehouse: true, kind: 'answer', to: message.id, ok, value: codec.encode(value) });
    };
    try {
      if (message.kind === 'command') answer(true, await handle(message.command, codec.decode(message.data)));
      else answer(true, await codec.run(message.ref, codec.decode(message.args) as unknown[]));
    } catch (error) {
      answer(false, error instanceof Error ? error : new Error(String(error)));
    }
  };
  return {
    call: (command, data) => send({ kind: 'command', command, data: codec.encode(data) }),
    receive: (message) => {
      if (!isMessage(message)) return;
      if (message.kind === 'answer') settle(message);
      else void serve(message);
    },
  };
};
