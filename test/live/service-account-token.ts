import type { KeyObject } from 'node:crypto';

import { decodeJwt, decodeProtectedHeader, SignJWT } from 'jose';

import type { Asking } from './objects';

/** A token of the service account `namespace/name`, valid for an hour. */
export const requestToken = async (ask: Asking, account: string): Promise<string> => {
  const [namespace = '', name = ''] = account.split('/');
  const path = `/api/v1/namespaces/${namespace}/serviceaccounts/${name}/token`;
  const { status, body } = await ask('POST', path, {
    apiVersion: 'authentication.k8s.io/v1',
    kind: 'TokenRequest',
    spec: { expirationSeconds: 3600 },
  });
  if (status !== 201) throw new Error(`${path}: ${status} ${JSON.stringify(body)}`);
  return (body.status as { token: string }).token;
};

type Signing = { key: KeyObject; shiftSeconds: number };

/** The same token with all its times moved, signed by the server's own key: an hour is long to wait for one that is over. */
export const signToken = (token: string, { key, shiftSeconds }: Signing): Promise<string> => {
  const { exp = 0, iat = 0, nbf = 0, ...claims } = decodeJwt(token);
  const times = { exp: exp + shiftSeconds, iat: iat + shiftSeconds, nbf: nbf + shiftSeconds };
  const { alg = 'ES256', kid = '' } = decodeProtectedHeader(token);
  return new SignJWT({ ...claims, ...times }).setProtectedHeader({ alg, kid }).sign(key);
};
