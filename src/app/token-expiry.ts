import { decodeJwt } from 'jose';
import type { IsoTime } from '../domain/time';

/** The `exp` of a JSON Web Token; null for every other kind of token. Nothing is verified: the date is for people to see. */
export const tokenExpiry = (token: string): IsoTime | null => {
  try {
    const { exp } = decodeJwt(token);
    if (exp === undefined) return null;
    const at = new Date(exp * 1000);
    return Number.isNaN(at.getTime()) ? null : at.toISOString();
  } catch {
    return null; // not a JWT, which most tokens are not
  }
};
