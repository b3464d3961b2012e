import childProcess from 'node:child_process';
import dgram from 'node:dgram';
import dns from 'node:dns';
import http from 'node:http';
import http2 from 'node:http2';
import https from 'node:https';
import { syncBuiltinESMExports } from 'node:module';
import net from 'node:net';
import tls from 'node:tls';
import workerThreads from 'node:worker_threads';

/** Ways out of the process other than fetch, each with its names. */
const WAYS_OUT: [label: string, owner: object, names: string[]][] = [
  ['http', http, ['request', 'get', 'createServer']],
  ['https', https, ['request', 'get', 'createServer']],
  ['http2', http2, ['connect', 'createServer', 'createSecureServer']],
  ['net', net, ['connect', 'createConnection', 'createServer']],
  ['net.Socket', net.Socket.prototype, ['connect']],
  ['net.Server', net.Server.prototype, ['listen']],
  ['tls', tls, ['connect', 'createServer']],
  ['dgram', dgram, ['createSocket']],
  ['dns', dns, ['lookup', 'resolve', 'resolve4', 'resolve6']],
  ['dns.promises', dns.promises, ['lookup', 'resolve', 'resolve4', 'resolve6']],
  [
    'child_process',
    childProcess,
    ['spawn', 'spawnSync', 'exec', 'execSync', 'execFile', 'execFileSync', 'fork'],
  ],
  ['worker_threads', workerThreads, ['Worker']],
];

/**
 * Replaces, inside the builtin modules, every call that could reach the network past the parent. A bundle may
 * load the modules (libraries do so in passing); using them throws, by require and by import alike.
 * Default imports: a namespace import would be a copy once bundled to CommonJS.
 */
export function refuseWaysOut(): void {
  for (const [label, owner, names] of WAYS_OUT) {
    for (const name of names) {
      const refuse = function refused(): never {
        throw new Error(
          `not implemented in the local host: ${label}.${name} (in the local host only fetch leaves the backend)`,
        );
      };
      Object.defineProperty(owner, name, {
        value: refuse,
        configurable: true,
        enumerable: true,
        writable: true,
      });
    }
  }
  syncBuiltinESMExports();
}
