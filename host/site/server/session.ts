import type { Context } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import type { AccountId, Person } from '../../types';

const ANONYMOUS = 'anonymous';

/**
 * Who looks at the site is chosen with the person switcher and kept in a cookie. Cookies do not tell ports apart, so the
 * name carries the port: two hosts on one machine do not share a visitor.
 */
export const createSession = (people: () => Person[], port: number) => {
  const name = `gatehouse-person-${port}`;
  return {
    /** Null is an anonymous visitor. Without a choice the first person of the example looks. */
    accountId(context: Context): AccountId | null {
      const chosen = getCookie(context, name);
      if (chosen === ANONYMOUS) return null;
      const known = people();
      return (known.find((person) => person.accountId === chosen) ?? known[0])?.accountId ?? null;
    },
    choose(context: Context, accountId: AccountId | null): void {
      setCookie(context, name, accountId ?? ANONYMOUS, {
        httpOnly: true,
        sameSite: 'Strict',
        path: '/',
        maxAge: 31_536_000,
      });
    },
  };
};

export type Session = ReturnType<typeof createSession>;
