import { readFileSync } from 'node:fs';
import { createServer as createHttpServer, type RequestListener, type Server } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { rootCertificates } from 'node:tls';

import { getRequestListener } from '@hono/node-server';
import { Agent, buildConnector, fetch as undiciFetch } from 'undici';

import type { Faults, Network, StandIn } from '../types';
import type { Authority } from './authority';

type Options = {
  /** Signs `certificate: 'public'` servers; `fetch` trusts it beside the well-known authorities. */
  publicAuthority: Authority;
  /** Signs `certificate: 'private'` servers; nobody trusts it. */
  privateAuthority: Authority;
  /** Any certificate will do: for real systems of a developer's machine. */
  insecure?: boolean;
  /** Read at each request: names with `down` refuse connections. */
  faults?: () => Faults;
};

// RFC 6761 and RFC 2606 reserve these: no resolver of the world knows them, so none is asked.
const RESERVED = /(^|\.)(example|invalid|test|localhost)$/;

const systemError = (code: string, errno: number, rest: Record<string, unknown>): Error =>
  Object.assign(new Error(`${String(rest.syscall)} ${code} ${String(rest.hostname ?? rest.address)}`), {
    code,
    errno,
    ...rest,
  });

const refused = (port: number): Error =>
  systemError('ECONNREFUSED', -111, { syscall: 'connect', address: '127.0.0.1', port });

const notFound = (hostname: string): Error =>
  systemError('ENOTFOUND', -3008, { syscall: 'getaddrinfo', hostname });

/** The authorities Node brings, and the ones that an operator added for a proxy of the company. */
const systemAuthorities = (): string[] => {
  const extra = process.env.NODE_EXTRA_CA_CERTS;
  return extra === undefined || extra === ''
    ? [...rootCertificates]
    : [...rootCertificates, readFileSync(extra, 'utf8')];
};

const listen = async (server: Server): Promise<number> => {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  return (server.address() as AddressInfo).port;
};

const portOf = (options: { protocol: string; port: string }): number =>
  options.port === '' ? (options.protocol === 'https:' ? 443 : 80) : Number(options.port);

/** Connects served names to their loopback servers, keeps reserved names unknown, leaves the rest to the system. */
const connectorOver = (
  served: Map<string, Map<number, number>>,
  trust: { ca: string[]; rejectUnauthorized: boolean },
  isDown: (name: string) => boolean,
) => {
  const connect = buildConnector(trust);
  return (options: buildConnector.Options, callback: buildConnector.Callback): void => {
    const ports = served.get(options.hostname);
    if (ports === undefined && RESERVED.test(options.hostname)) {
      callback(notFound(options.hostname), null);
      return;
    }
    if (ports === undefined) {
      connect(options, callback);
      return;
    }
    const wanted = portOf(options);
    const loopback = ports.get(wanted);
    if (loopback === undefined || isDown(options.hostname)) {
      callback(refused(wanted), null);
      return;
    }
    connect(
      { ...options, hostname: '127.0.0.1', port: String(loopback), servername: options.hostname },
      callback,
    );
  };
};

/**
 * The network of the local host: names such as `https://kong.shop.example:8444` lead to loopback servers with real TLS,
 * every other name to the world. `fetch` rejects as undici does: `TypeError: fetch failed` with `cause.code` ECONNREFUSED
 * (nothing listens, or the name is `down`), ENOTFOUND (reserved name nobody serves), SELF_SIGNED_CERT_IN_CHAIN (private
 * authority), ERR_TLS_CERT_ALTNAME_INVALID …; an abort rejects with the signal's reason.
 */
export const createNetwork = (options: Options): Network => {
  const served = new Map<string, Map<number, number>>();
  const servers: Server[] = [];
  const isDown = (name: string): boolean => options.faults?.().sources?.[name]?.down === true;
  const ca = [...systemAuthorities(), options.publicAuthority.certificate];
  const connect = connectorOver(served, { ca, rejectUnauthorized: options.insecure !== true }, isDown);
  const agent = new Agent({ connect });
  // A pooled connection to a name that went down would still answer: those requests take an agent of their own.
  const refusing = new Agent({ connect, pipelining: 0 });

  return {
    serve: async ({ hostname, port, scheme, certificate, standIn }) => {
      if (served.get(hostname)?.has(port)) throw new Error(`${hostname}:${port} is already served`);
      const listener = requestListener(standIn);
      const authority = certificate === 'public' ? options.publicAuthority : options.privateAuthority;
      const server =
        scheme === 'https'
          ? createHttpsServer(await authority.certificateFor(hostname), listener)
          : createHttpServer(listener);
      servers.push(server);
      const loopback = await listen(server);
      served.set(hostname, new Map(served.get(hostname)).set(port, loopback));
    },
    fetch: async (url, init) => {
      const dispatcher = isDown(new URL(url).hostname) ? refusing : agent;
      const answer = await undiciFetch(url, { ...(init as object), dispatcher });
      return answer as unknown as Response; // the same class by another name: undici's own and Node's copy of it
    },
    close: async () => {
      await Promise.all([agent.destroy(), refusing.destroy()]);
      await Promise.all(
        servers.map((server) => {
          server.closeAllConnections();
          return new Promise<void>((resolve) =>
            server.close(() => {
              resolve();
            }),
          );
        }),
      );
    },
  };
};

const requestListener = (standIn: StandIn): RequestListener =>
  // The globals stay Node's own: the platform's runtime shares this process in tests.
  getRequestListener((request) => standIn.fetch(request), {
    overrideGlobalObjects: false,
  });
