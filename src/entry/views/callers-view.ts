import type { AsMe } from '../../app/read-as-me';
import type { Callers } from '../../app/read-callers';
import type { Suggestions, NamedMapping } from '../../app/mappings';
import type { PageEstate } from '../../app/page-estate';
import type { AsMeView, CallersView, EstateView, MappingsView, VerdictCell } from '../../contract/callers';
import { explainAccess, explainReason } from '../../domain/kong/explain-access';
import type { CallerCell } from '../../domain/kong/who-may-call';

const estateView = ({ environment, target, mayEdit, state }: Omit<PageEstate, 'estate'>): EstateView => ({
  environment,
  target,
  mayRefresh: mayEdit,
  snapshot: state,
});

export const callersView = ({ callers, ...estate }: Callers): CallersView => ({
  ...estateView(estate),
  callers:
    callers === null
      ? null
      : {
          routes: callers.routes.map(({ id, name }) => ({ id, name: name ?? id })),
          strangers: callers.strangers.map(cellView),
          rows: callers.rows.map(({ consumer: { id, name }, cells }) => ({
            id,
            name,
            cells: cells.map(cellView),
          })),
          total: callers.total,
        },
});

const cellView = ({ verdict, reason }: CallerCell): VerdictCell => ({
  verdict,
  reason: reason === null ? null : explainReason(reason),
});

export const asMeView = ({ consumers, groupsRead, owners, routes, ...estate }: AsMe): AsMeView => ({
  ...estateView(estate),
  consumers: consumers.map(({ id, name, group }) => ({
    id,
    name,
    through: group === null ? 'account' : { group },
  })),
  groupsRead,
  owners,
  routes:
    routes?.map(({ route: { id, name }, needs, mine }) => ({
      id,
      name: name ?? id,
      needs,
      mine: mine.map((decision) => ({ verdict: decision.verdict, reasons: explainAccess(decision) })),
    })) ?? null,
});

export const mappingsView = (mappings: readonly NamedMapping[]): MappingsView => ({
  mappings: mappings.map(({ subject, consumer, assertedBy, assertedAt, groupName }) => ({
    subject,
    consumer,
    assertedBy,
    assertedAt,
    groupName,
  })),
});

export const suggestionsView = (found: Suggestions): Suggestions => found;
