import type { Unread } from '../domain/source';
import { z } from 'zod';
import { mayOnPage, type Viewer } from '../app/authorize';
import type { PageFacts } from '../app/ports';
import type { ResolverPorts } from '../app/resolver-ports';
import { readPolicies } from '../app/read-policies';
import { readRoutes } from '../app/read-routes';
import type { Refusal } from '../app/refusal';
import { WORDING, type Code } from '../contract/codes';
import type { EnvironmentView, PluginRow, RouteRow, RoutesOfService } from '../contract/views';
import type { PoliciesOfWorkload, PolicyRow } from '../contract/mesh';
import { beginning, isOfPlugins } from '../domain/kong/gateway-plugins';
import { err, ok, type Result } from '../domain/result';
import { adfDocument, heading, paragraph, table, type AdfBlock, type AdfDocument } from './export-document';
import { loggable } from './own-error';
import type { Edge } from './resolver';
import { viewerOf } from './viewer';
import { policiesView } from './views/policies-view';
import { routesView } from './views/routes-view';

const content = z.object({ id: z.string() });
/** Word exports name the page at the top of the context, PDF exports below `extension`. Either is a claim and is proved. */
const exportPayload = z.object({
  context: z
    .object({
      content: content.optional(),
      contentId: z.string().optional(),
      extension: z.object({ content: content.optional() }).optional(),
    })
    .optional(),
});

const pageIdIn = (payload: unknown): string | null => {
  const parsed = exportPayload.safeParse(payload);
  const context = parsed.success ? parsed.data.context : undefined;
  const id = context?.content?.id ?? context?.contentId ?? context?.extension?.content?.id;
  return id !== undefined && /^\d{1,19}$/.test(id) ? id : null;
};

type Read = (ports: ResolverPorts, page: PageFacts, viewer: Viewer) => Promise<Result<AdfBlock[], Refusal>>;
type ExportFunction = (
  payload: unknown,
  context?: { principal?: { accountId?: unknown } },
) => Promise<AdfDocument>;

/** A macro's part of a PDF or Word export, as the person who exports may see it. Whatever goes wrong is a sentence in the document. */
const createExport =
  (edge: Edge, name: string, read: Read): ExportFunction =>
  async (payload, context) => {
    const viewer = viewerOf({ accountId: context?.principal?.accountId });
    // An export asks nothing of the whole estate, so it remembers nothing either.
    const ports = edge.portsFor(viewer, null);
    try {
      const blocks = await blocksFor(ports, { pageId: pageIdIn(payload), viewer }, read);
      return adfDocument(blocks.ok ? blocks.value : [paragraph(sentenceOf(blocks.error))]);
    } catch (thrown) {
      const reference = ports.ids.next();
      edge.log({ reference, resolver: name, ...loggable(thrown) });
      return adfDocument([paragraph(sentenceOf({ code: 'INTERNAL', detail: reference }))]);
    }
  };

async function blocksFor(
  ports: ResolverPorts,
  { pageId, viewer }: { pageId: string | null; viewer: Viewer },
  read: Read,
): Promise<Result<AdfBlock[], Refusal>> {
  if (pageId === null) return err({ code: 'PAGE_NOT_VISIBLE' });
  const page = await mayOnPage(ports.confluence, 'reader of the page', pageId);
  return page.ok ? read(ports, page.value, viewer) : page;
}

const sentenceOf = ({
  code,
  field = '',
  detail = '',
}: {
  code: Code;
  field?: string;
  detail?: string;
}): string => {
  const { sentence, nextStep } = WORDING[code];
  return `${sentence} ${nextStep}`.replaceAll('{field}', field).replaceAll('{detail}', detail);
};

export const createRoutesExport = (edge: Edge): ExportFunction =>
  createExport(edge, 'exportRoutes', async (ports, page, viewer) => {
    const read = await readRoutes(ports, page, { from: 'live', viewer, purpose: 'export-page' });
    return read.ok
      ? ok(routesView(read.value).environments.flatMap((each) => environmentBlocks(each, routesBlocks)))
      : read;
  });

export const createPoliciesExport = (edge: Edge): ExportFunction =>
  createExport(edge, 'exportPolicies', async (ports, page, viewer) => {
    const read = await readPolicies(ports, page, { from: 'live', viewer, purpose: 'export-page' });
    return read.ok
      ? ok(policiesView(read.value).environments.flatMap((each) => environmentBlocks(each, policiesBlocks)))
      : read;
  });

const environmentBlocks = <T>(
  { name, target, reading }: EnvironmentView<T>,
  show: (data: T, unread: readonly Unread[]) => AdfBlock[],
): AdfBlock[] => {
  const title = heading(`${name}: ${target}`);
  switch (reading.state) {
    case 'live':
    case 'remembered':
      return [
        title,
        ...show(reading.data, reading.unread),
        paragraph(`Read ${reading.at}.`),
        ...unreadBlocks(reading.unread),
      ];
    case 'last-good':
      return [
        title,
        ...show(reading.data, reading.unread),
        paragraph(
          `Read ${reading.at}; it could not be read again for this export. ${sentenceOf(reading.failure)}`,
        ),
        ...unreadBlocks(reading.unread),
      ];
    case 'failed':
      return [title, paragraph(sentenceOf(reading.failure))];
    case 'refused':
      return [title, paragraph(sentenceOf({ code: reading.code, detail: reading.what }))];
    case 'nothing-remembered':
      return [title, paragraph('Nothing was read yet.')];
  }
};

const unreadBlocks = (unread: readonly { part: string; code: Code }[]): AdfBlock[] =>
  unread.map(({ part, code }) => paragraph(`${part} could not be read: ${sentenceOf({ code })}`));

const listed = (values: readonly string[], none: string): string =>
  values.length === 0 ? none : values.join(', ');

const routesBlocks = (data: RoutesOfService, unread: readonly Unread[]): AdfBlock[] => [
  routesTable(data, unread),
  ...(data.gatewayPluginsAt === null
    ? []
    : [paragraph(`Plugins of the whole gateway as of ${data.gatewayPluginsAt}.`)]),
  ...(data.fromSnapshot === undefined
    ? []
    : [paragraph(`${beginning(data.fromSnapshot.parts)} as of ${data.fromSnapshot.at}.`)]),
];

const routesTable = ({ routes, plugins }: RoutesOfService, unread: readonly Unread[]): AdfBlock =>
  routes.length === 0
    ? paragraph(
        unread.length === 0
          ? 'No route leads to this service.'
          : 'Whether a route leads to this service is not known, since not everything could be read.',
      )
    : table(
        ['Route', 'Hosts', 'Methods', 'Paths', 'What a caller needs', 'Leads to', 'Plugins'],
        routes.map((route) => [
          route.name,
          listed(route.hosts, 'any'),
          listed(route.methods, 'any'),
          route.expression ?? listed(route.paths, 'any'),
          route.needs.join(' ').replaceAll('`', ''),
          route.leadsTo,
          pluginsInWords(pluginNames(route, plugins), unread.some(isOfPlugins)),
        ]),
      );

const pluginsInWords = (names: string[], areMissing: boolean): string => {
  if (!areMissing) return listed(names, 'none');
  return names.length === 0 ? 'not known' : `${names.join(', ')}; others are not known`;
};

/** Attached to the route, to its service, or to everything. */
const pluginNames = (route: RouteRow, plugins: readonly PluginRow[]): string[] =>
  plugins
    .filter(
      ({ id, attachedTo }) =>
        route.pluginIds.includes(id) ||
        (attachedTo.route === null && [null, route.service].includes(attachedTo.service)),
    )
    .map(({ name, enabled, attachedTo }) => {
      const notes = [
        ...(attachedTo.consumer === null ? [] : [`for ${attachedTo.consumer}`]),
        ...(enabled ? [] : ['switched off']),
      ];
      return notes.length === 0 ? name : `${name} (${notes.join(', ')})`;
    });

const policiesBlocks = ({ headline, guards }: PoliciesOfWorkload): AdfBlock[] => [
  paragraph(plain(headline)),
  ...guards.flatMap(({ title, dataPlane, policies, mutualTls }) => [
    paragraph(plain(`${title}. ${dataPlane}`)),
    policiesTable(policies),
    ...mutualTls.map(({ port, sentence, decidedBy }) =>
      paragraph(
        plain(
          `${port === null ? (mutualTls.length === 1 ? 'Every port' : 'Every other port') : `Port ${port}`}: ${sentence} (${decidedBy})`,
        ),
      ),
    ),
  ]),
];

/** Names stand between backticks; a document shows them as they are. */
const plain = (sentence: string): string => sentence.replaceAll('`', '');

const policiesTable = (policies: readonly PolicyRow[]): AdfBlock =>
  policies.length === 0
    ? paragraph('No policy applies.')
    : table(
        ['Policy', 'Action', 'What it says', 'Applies because'],
        policies.map(({ kind, namespace, name, action, sentence, because }) => [
          `${kind} ${namespace}/${name}`,
          action ?? '',
          plain(sentence),
          plain(because),
        ]),
      );
