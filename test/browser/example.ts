import type { Locator, Page } from 'playwright-core';
import { KONG_TOKEN_HEADER, KONG_URL, KONG_WRITER_TOKEN } from '../../host/outside';
import type { Defs } from '../../src/contract/defs';
import type { Binding } from '../../src/domain/binding';
import type { OpenSite } from './open-site';

/** People, pages and connections of the example, by the names that the tests use. */
export const RITA = '712020:rita';
export const OLGA = '712020:olga';
export const SAM = '712020:sam';
export const PETRA = '712020:petra';
export const ADA = '712020:ada';
export const NILS = '712020:nils';

/** Bound to the orders service by the example. */
export const ORDERS = '131073';
export const CHECKOUT = '131074';
export const SHIPPING = '131075';
export const RETURNS = '131076';
export const INVENTORY = '131077';
/** Restricted to the payments team. */
export const PAYMENTS = '131080';

export const pageIn = (space: 'ORD' | 'PAY', id: string): string => `/wiki/spaces/${space}/pages/${id}`;

export type Sent = { functionKey: string; payload: unknown; moduleKey?: string; context?: object };
export type Invoke = (sent: Sent) => Promise<{ status: number; body: unknown }>;

/**
 * Calls resolvers at the bridge's address as `accountId` (null: anonymous), as a browser does that leaves the app's interface out.
 * `body.value` is what the resolver answered.
 */
export const invokerOf = async (site: OpenSite, accountId: string | null): Promise<Invoke> => {
  const { origin } = site.host;
  const session = await fetch(`${origin}/host/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ accountId }),
  });
  const cookie = session.headers.getSetCookie().map((each) => each.split(';')[0] ?? '');
  return async ({ functionKey, payload, moduleKey = 'kong-routes', context = {} }) => {
    const response = await fetch(`${origin}/bridge/invoke`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', cookie: cookie.join('; ') },
      body: JSON.stringify({ moduleKey, functionKey, payload, context }),
    });
    return { status: response.status, body: await response.json() };
  };
};

/** What `key` answered. @throws when the platform refused the call. */
export const ask = async <K extends keyof Defs>(
  invoke: Invoke,
  key: K,
  payload: Parameters<Defs[K]>[0],
): Promise<ReturnType<Defs[K]>> => {
  const { status, body } = await invoke({ functionKey: key, payload });
  if (status !== 200) throw new Error(`${key}: ${String(status)} ${JSON.stringify(body)}`);
  return (body as { value: ReturnType<Defs[K]> }).value;
};

/** Name → id of every connection there is. */
export const connectionIds = async (site: OpenSite): Promise<Record<string, string>> => {
  const listed = await ask(await invokerOf(site, ADA), 'listConnections', {});
  if (!listed.ok) throw new Error(listed.error.code);
  return Object.fromEntries(listed.value.map(({ name, id }) => [name, id]));
};

/** A binding to one Kong service, in an environment called production. */
export const boundToKong = (connectionId: string, service: string): Binding => ({
  v: 1,
  environments: [{ name: 'production', kong: { connectionId, service }, kubernetes: null }],
});

/** Asks the example's gateway itself, with the token that may write: `POST /services`. @throws when it refuses. */
export const askKong = async (
  site: OpenSite,
  call: `${string} /${string}`,
  body?: object,
): Promise<unknown> => {
  const [method = '', target = ''] = call.split(' ');
  const response = await site.host.outside.kong.fetch(
    new Request(KONG_URL + target, {
      method,
      headers: { [KONG_TOKEN_HEADER]: KONG_WRITER_TOKEN, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    }),
  );
  const text = await response.text();
  if (!response.ok) throw new Error(`${call}: ${String(response.status)} ${text}`);
  return text === '' ? null : (JSON.parse(text) as unknown);
};

/** The table rows of the macro that is titled `title`, without their heads. */
export const rowsOf = (page: Page, table: 'routes' | 'plugins' | 'policies'): Locator =>
  page.getByRole('table', { name: table }).locator('tbody').getByRole('row');

/** Chooses `option` in the select that is labelled `label`. */
export const choose = async (page: Page, label: string | RegExp, option: string | RegExp): Promise<void> => {
  await page.getByRole('combobox', { name: label }).click();
  await page.getByRole('option', { name: option }).first().click();
};

/** Types into all of these inputs and then presses `button`, in one turn: nothing is drawn again in between. */
export const inOneTurn = async (
  typed: readonly (readonly [input: Locator, text: string])[],
  button: Locator,
): Promise<void> => {
  const inputs = await Promise.all(
    typed.map(async ([input, text]) => ({ input: await input.elementHandle(), text })),
  );
  await button.evaluate((pressed: HTMLElement, all) => {
    for (const { input, text } of all) {
      // React overrides the setter of the element itself.
      Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set?.call(input, text);
      input.dispatchEvent(new Event('input', { bubbles: true }));
    }
    pressed.click();
  }, inputs);
};
