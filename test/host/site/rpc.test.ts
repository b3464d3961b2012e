import { createRpc, type Rpc } from '../../../host/site/browser/app-frame/rpc';

/** A page and a frame, with the browser's structured clone between them. */
const pair = (handle: (command: string, data: unknown) => unknown): Rpc => {
  const wire = (to: () => Rpc) => (message: unknown) => {
    const copy: unknown = structuredClone(message);
    queueMicrotask(() => {
      to().receive(copy);
    });
  };
  const frame: Rpc = createRpc(
    wire(() => page),
    () => undefined,
  );
  const page: Rpc = createRpc(
    wire(() => frame),
    handle,
  );
  return frame;
};

describe('calls between page and frame', () => {
  it('carries values there and answers back', async () => {
    const frame = pair((command, data) => ({ command, data }));
    expect(await frame.call('getContext', { a: [1, null, 'x'] })).toEqual({
      command: 'getContext',
      data: { a: [1, null, 'x'] },
    });
  });

  it('keeps a payload’s own keys, even those that React uses inside elements', async () => {
    const frame = pair((_command, data) => data);
    expect(await frame.call('invoke', { ref: 'main', _owner: 'olga' })).toEqual({
      ref: 'main',
      _owner: 'olga',
    });
  });

  it('lets the page call a function of the app, and hands its answer back', async () => {
    const frame = pair(async (_command, data) =>
      (data as { onClick: (n: number) => Promise<number> }).onClick(20),
    );
    expect(await frame.call('reconcile', { onClick: (n: number) => n + 1 })).toBe(21);
  });

  it('cuts the cycle that React elements carry, and keeps what is to be drawn', async () => {
    const element: Record<string, unknown> = {
      $$typeof: Symbol.for('react.element'),
      type: 'Button',
      key: null,
      props: { children: 'Ask' },
    };
    element['_owner'] = { element };
    const frame = pair((_command, data) => data);
    expect(await frame.call('reconcile', { primaryAction: element })).toEqual({
      primaryAction: { __element: true, type: 'Button', key: null, props: { children: 'Ask' } },
    });
  });

  it('brings the page’s refusal to the app as an error', async () => {
    const frame = pair(() => {
      throw new TypeError('not implemented in the local host');
    });
    await expect(frame.call('openRovo', {})).rejects.toMatchObject({
      name: 'TypeError',
      message: 'not implemented in the local host',
    });
  });
});
