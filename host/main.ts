import { parseArgs } from 'node:util';
import { startHost, type HostOptions } from './start';
import type { Person } from './types';

const USAGE = `npm start -- [options]
  --fresh                begin again: forget pages, connections and everything stored
  --port N               the site's port (4173); the app's frames use the next one
  --kong URL             a real Kong Admin API in place of the stand-in   --kong-token T
  --kube URL             a real Kubernetes API in place of the stand-in   --kube-token T
  --insecure-local       let plain http, any port and private authorities through (Forge does not)`;

const readOptions = (): HostOptions => {
  const { values } = parseArgs({
    options: {
      fresh: { type: 'boolean', default: false },
      port: { type: 'string', default: '4173' },
      kong: { type: 'string' },
      'kong-token': { type: 'string' },
      kube: { type: 'string' },
      'kube-token': { type: 'string' },
      'insecure-local': { type: 'boolean', default: false },
    },
  });
  const port = Number(values.port);
  if (!Number.isInteger(port) || port < 0 || port > 65_534)
    throw new Error(`--port ${values.port} is no port`);
  const real = (url: string | undefined, token: string | undefined) =>
    url === undefined ? undefined : { url, ...(token === undefined ? {} : { token }) };
  const kong = real(values.kong, values['kong-token']);
  const kube = real(values.kube, values['kube-token']);
  return {
    port,
    framesPort: port === 0 ? 0 : port + 1,
    fresh: values.fresh,
    insecureLocal: values['insecure-local'],
    watch: true,
    ...(kong === undefined ? {} : { kong }),
    ...(kube === undefined ? {} : { kube }),
  };
};

const listOf = (people: Person[]): string =>
  people.map(({ displayName, role }) => `    ${displayName.padEnd(18)} ${role}`).join('\n');

const main = async () => {
  const options = readOptions();
  console.log('Starting. The first start bundles the app, which takes a minute or more.');
  const host = await startHost(options);
  // On a site, schedules begin some five minutes after the deployment. Until the whole gateway was read nobody can ask for access.
  await host.platform.runSchedule('refresh-hourly');
  console.log(`
  Confluence with Gatehouse: ${host.origin}/wiki/spaces/ORD/pages/131073

  Look at it as (top right):
${listOf(host.people())}
    ${'Anonymous'.padEnd(18)} not logged in

  Sources are watched. Ctrl+C stops.
`);
  const stop = () => {
    void host.close().then(() => process.exit(0));
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
};

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  console.error(`\n${USAGE}`);
  process.exit(1);
});
