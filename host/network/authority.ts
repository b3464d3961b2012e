import 'reflect-metadata';

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createPrivateKey, webcrypto } from 'node:crypto';

import * as x509 from '@peculiar/x509';

/** Key and certificate of one server, PEM. */
type ServerCertificate = { key: string; cert: string };

/** A certificate authority for tests: clients that should trust it are handed `certificate` (PEM). */
export type Authority = {
  certificate: string;
  /** A certificate for `hostname`, signed by this authority; the same one each time it is asked for. */
  certificateFor(hostname: string): Promise<ServerCertificate>;
};

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
// A year each way: the host's own clock is moved by tests, TLS checks against the machine's.
const YEAR_MS = 365 * 24 * 3600 * 1000;

type KeyPair = { publicKey: webcrypto.CryptoKey; privateKey: webcrypto.CryptoKey };
type Root = { keys: KeyPair; certificate: x509.X509Certificate };

const pem = async (key: webcrypto.CryptoKey): Promise<string> => {
  const der = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', key));
  return createPrivateKey({ key: der, format: 'der', type: 'pkcs8' })
    .export({ format: 'pem', type: 'pkcs8' })
    .toString();
};

const newKeys = async (): Promise<KeyPair> =>
  await webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);

const validity = (): { notBefore: Date; notAfter: Date } => ({
  notBefore: new Date(Date.now() - YEAR_MS),
  notAfter: new Date(Date.now() + 9 * YEAR_MS),
});

const newRoot = async (name: string): Promise<Root> => {
  const keys = await newKeys();
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    name: `CN=${name}`,
    keys,
    signingAlgorithm: ALGORITHM,
    ...validity(),
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  return { keys, certificate };
};

const readRoot = async (file: string): Promise<Root | undefined> => {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return undefined; // first start: nothing kept yet
  }
  const kept = JSON.parse(text) as { key: string; cert: string };
  const der = createPrivateKey(kept.key).export({ format: 'der', type: 'pkcs8' });
  const privateKey = await webcrypto.subtle.importKey('pkcs8', der, ALGORITHM, true, ['sign']);
  const certificate = new x509.X509Certificate(kept.cert);
  const publicKey = await certificate.publicKey.export(ALGORITHM, ['verify'], webcrypto as Crypto);
  return { keys: { publicKey, privateKey }, certificate };
};

const keepRoot = async (folder: string, file: string, root: Root): Promise<void> => {
  mkdirSync(folder, { recursive: true });
  const kept = { key: await pem(root.keys.privateKey), cert: root.certificate.toString('pem') };
  writeFileSync(file, JSON.stringify(kept), { mode: 0o600 });
};

const issue = async (root: Root, hostname: string): Promise<ServerCertificate> => {
  const keys = await newKeys();
  const certificate = await x509.X509CertificateGenerator.create({
    subject: `CN=${hostname}`,
    issuer: root.certificate.subject,
    publicKey: keys.publicKey,
    signingKey: root.keys.privateKey,
    signingAlgorithm: ALGORITHM,
    ...validity(),
    extensions: [
      new x509.BasicConstraintsExtension(false),
      new x509.SubjectAlternativeNameExtension([{ type: 'dns', value: hostname }]),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
      await x509.AuthorityKeyIdentifierExtension.create(root.certificate),
    ],
  });
  // The chain is sent whole: a client that does not know the root then says SELF_SIGNED_CERT_IN_CHAIN,
  // which is what servers behind a company's own authority usually cause.
  return {
    key: await pem(keys.privateKey),
    cert: `${certificate.toString('pem')}\n${root.certificate.toString('pem')}`,
  };
};

/**
 * A new authority, or the one kept in `keepIn` (its key is written there in clear: it signs names of the local host only).
 * @param name the authority's common name; it also names the file.
 */
export const createAuthority = async (options: { name: string; keepIn?: string }): Promise<Authority> => {
  x509.cryptoProvider.set(webcrypto as Crypto);
  const file = join(options.keepIn ?? '', `${options.name.replace(/[^\w-]+/g, '-').toLowerCase()}.json`);
  let root = options.keepIn === undefined ? undefined : await readRoot(file);
  if (root === undefined) {
    root = await newRoot(options.name);
    if (options.keepIn !== undefined) await keepRoot(options.keepIn, file, root);
  }
  const known = root;
  const issued = new Map<string, Promise<ServerCertificate>>();
  return {
    certificate: known.certificate.toString('pem'),
    certificateFor: (hostname) => {
      const certificate = issued.get(hostname) ?? issue(known, hostname);
      issued.set(hostname, certificate);
      return certificate;
    },
  };
};
