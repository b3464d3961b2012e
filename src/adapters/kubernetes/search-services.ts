import type { MeshSource, SourceFailure } from '../../app/ports';
import { parseService } from '../../domain/istio/parse-kubernetes';
import type { KubernetesService } from '../../domain/istio/resources';
import { err, ok } from '../../domain/result';
import type { Unread } from '../../domain/source';
import { segment } from '../http/address';
import type { KubeLine } from './line';
import { listAll } from './list';

type Search = Parameters<MeshSource['searchServices']>[1];
type Answer = Awaited<ReturnType<MeshSource['searchServices']>>['result'];

/** By namespace and name. Services without a selector are left out: there is nothing to bind to. */
export const searchServices = async (line: KubeLine, search: Search): Promise<Answer> => {
  const lists = await Promise.all(
    search.namespaces === 'everything'
      ? [readPart(line, { path: '/api/v1/services', part: 'services' })]
      : [...new Set(search.namespaces)].map((namespace) => readNamespace(line, namespace)),
  );
  const unread = lists.flatMap(({ unread }) => unread);
  const [first] = unread;
  const nothing = lists.every(({ services, unread }) => services.length === 0 && unread.length > 0);
  if (first !== undefined && nothing) return err(failureOf(first));
  const query = search.query.trim().toLowerCase();
  const found = lists
    .flatMap(({ services }) => services)
    .filter(({ selector, metadata }) => Object.keys(selector).length > 0 && metadata.name.includes(query))
    .sort((a, b) => compare(keyOf(a), keyOf(b)));
  return ok({ services: found.slice(0, search.limit), more: found.length > search.limit, unread });
};

type Part = { services: KubernetesService[]; unread: Unread[] };

const readNamespace = async (line: KubeLine, namespace: string): Promise<Part> => {
  const place = segment(namespace);
  const part = `services in ${namespace}`;
  return place === null
    ? { services: [], unread: [{ part, code: 'NOT_THERE' }] }
    : readPart(line, { path: `/api/v1/namespaces/${place}/services`, part });
};

const readPart = async (line: KubeLine, { path, part }: { path: string; part: string }): Promise<Part> => {
  const { items, failure } = await listAll(line, path);
  const read = items.map((item) => parseService(item));
  const services = read.flatMap((service) => (service.ok ? [service.value] : []));
  const problem: SourceFailure | null =
    failure ?? (services.length < items.length ? { code: 'UNREADABLE' } : null);
  return { services, unread: problem === null ? [] : [{ part, ...problem }] };
};

const failureOf = ({ code, status }: Unread): SourceFailure =>
  status === undefined ? { code } : { code, status };

const keyOf = ({ metadata }: KubernetesService): string => `${metadata.namespace}/${metadata.name}`;
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
