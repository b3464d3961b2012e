/** A small backend as @forge/bundler leaves it: CommonJS, with the real Forge packages, one export per function. */
export function backendSource(): string {
  const use = (name: string): string => `require(${JSON.stringify(require.resolve(name))})`;
  return `
'use strict';
const { kvs, WhereConditions, FilterConditions, Filter, Sort } = ${use('@forge/kvs')};
const { default: api, route, assumeTrustedRoute, getAppContext, webTrigger, privacy, fetch: forgeFetch, invokeRemote } = ${use('@forge/api')};
const { Queue, InvocationError } = ${use('@forge/events')};
const { default: Resolver } = ${use('@forge/resolver')};

const sdk = { kvs, WhereConditions, FilterConditions, Filter, Sort, api, route, assumeTrustedRoute, getAppContext,
  webTrigger, privacy, forgeFetch, invokeRemote, Queue, InvocationError };
const { randomUUID } = require('node:crypto');
const seen = [];
const described = (error) => ({
  name: error.name, message: error.message, code: error.code, status: error.status ?? error.responseDetails?.status,
  errorCode: error.errorCode, cause: error.cause && { code: error.cause.code, message: error.cause.message },
});
const run = async (code, input) => {
  const body = new Function('sdk', 'input', 'context', 'seen', 'require', 'return (async () => {' + code + '})()');
  try { return { value: await body(sdk, input, undefined, seen, require) }; } catch (error) { return { error: described(error) }; }
};

const resolver = new Resolver();
resolver.define('run', ({ payload }) => run(payload.code, payload.input));
resolver.define('context', ({ context }) => context);
resolver.define('throw', () => { throw new RangeError('the app has a bug'); });
exports.resolver = resolver.getDefinitions();
exports.raw = async (payload, context) => ({ payload, context });
exports.consumer = async (event, context) => {
  seen.push(event);
  // A restarted process counts from one again: the same event at the same place must not hide the earlier delivery.
  await kvs.set('delivered:' + event.eventId + ':' + seen.length + ':' + randomUUID(), { event, context });
  const { code, input } = event.body;
  if (code === undefined) return;
  return new Function('sdk', 'event', 'input', 'return (async () => {' + code + '})()')(sdk, event, input);
};
exports.schedule = async (payload, context) => {
  const count = (await kvs.get('schedule-runs')) ?? 0;
  await kvs.set('schedule-runs', count + 1);
  await kvs.set('schedule-payload', { payload, context, date: Date.now() });
  if (await kvs.get('schedule-throws')) throw new Error('the sweep failed');
};
exports.trigger = async (request) => ({ statusCode: 201, headers: { 'x-seen': ['yes'] }, body: JSON.stringify(request) });
exports.misshapen = async () => ({ status: 200 });
exports.asUserInTrigger = async () => {
  const answer = await run("return (await sdk.api.asUser().requestConfluence(sdk.route\`/wiki/api/v2/pages\`)).status");
  return { statusCode: 200, body: JSON.stringify(answer) };
};
`;
}
