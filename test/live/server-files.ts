import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { createAuthority } from '../../host/network/authority';

/** What a kube-apiserver is started with, in files, and what a client needs to know of it. */
export type ServerFiles = {
  /** PEM of the authority that signed the server's certificate. */
  authority: string;
  /** Signs the tokens of service accounts. */
  serviceAccountKey: KeyObject;
  flags: string[];
};

/** The name in the server's certificate. */
export const SERVER_NAME = 'mesh.shop.example';

type Person = { token: string; user: string; group?: string };

/** A new authority, a certificate of it for `SERVER_NAME`, a key pair for service accounts, and the static tokens, in `folder`. */
export const writeServerFiles = async (folder: string, people: readonly Person[]): Promise<ServerFiles> => {
  const authority = await createAuthority({ name: 'Live test authority' });
  const { key, cert } = await authority.certificateFor(SERVER_NAME);
  const signing = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const write = (name: string, text: string): string => {
    const file = join(folder, name);
    writeFileSync(file, text, { mode: 0o600 });
    return file;
  };
  const lines = people.map(
    ({ token, user, group }) => `${token},${user},${user}${group === undefined ? '' : `,"${group}"`}\n`,
  );
  const privateKey = signing.privateKey.export({ format: 'pem', type: 'pkcs8' }).toString();
  const publicKey = signing.publicKey.export({ format: 'pem', type: 'spki' }).toString();
  return {
    authority: authority.certificate,
    serviceAccountKey: signing.privateKey,
    flags: [
      `--tls-cert-file=${write('server.pem', cert)}`,
      `--tls-private-key-file=${write('server-key.pem', key)}`,
      `--service-account-signing-key-file=${write('accounts-key.pem', privateKey)}`,
      `--service-account-key-file=${write('accounts.pem', publicKey)}`,
      `--token-auth-file=${write('tokens.csv', lines.join(''))}`,
      `--cert-dir=${folder}`,
    ],
  };
};
