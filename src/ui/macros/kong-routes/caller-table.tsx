import type { ReactNode } from 'react';
import { useState } from 'react';

import {
  Button,
  DynamicTable,
  Modal,
  ModalBody,
  ModalFooter,
  ModalHeader,
  ModalTitle,
  ModalTransition,
  Inline,
  Stack,
  Text,
} from '@forge/react';

import type { CallersView, VerdictCell } from '../../../contract/callers';
import type { Verdict as VerdictCode } from '../../../domain/decision';
import { Sentence } from '../../parts/sentence';
import { Verdict } from '../../parts/verdict';

type Callers = NonNullable<CallersView['callers']>;
type Row = { id: string; name: string; cells: VerdictCell[] };

/** Above this a column for each route is wider than a page; then routes are listed by verdict. */
const MOST_COLUMNS = 4;
const STRANGER = 'Anybody without a credential';

/** One page of consumers against the routes; why, on demand. */
export function CallerTable({ callers, first }: { callers: Callers; first: boolean }) {
  const [asked, setAsked] = useState<Row | null>(null);
  const { routes } = callers;
  const strangers: Row = { id: '', name: STRANGER, cells: callers.strangers };
  const rows = first ? [strangers, ...callers.rows] : callers.rows;
  const layout = routes.length <= MOST_COLUMNS ? byRoute(routes) : byVerdict(routes);
  const close = () => {
    setAsked(null);
  };
  if (routes.length === 0) return <Text>No route led to this service when the gateway was read.</Text>;
  return (
    <>
      <DynamicTable
        label="who may call"
        head={{
          cells: ['Consumer', ...layout.titles, 'Why'].map((title) => ({ key: title, content: title })),
        }}
        rows={rows.map((row) => ({
          key: row.id,
          cells: [
            { key: 'name', content: <Name row={row} /> },
            ...layout.cells(row),
            {
              key: 'why',
              content: (
                <Button
                  appearance="subtle"
                  spacing="compact"
                  onClick={() => {
                    setAsked(row);
                  }}
                >
                  Why
                </Button>
              ),
            },
          ],
        }))}
        emptyView={<Text>No consumer fits.</Text>}
      />
      <ModalTransition>
        {asked !== null && <Reasons row={asked} routes={routes} onClose={close} />}
      </ModalTransition>
    </>
  );
}

const Name = ({ row: { id, name } }: { row: Row }) =>
  id === '' ? <Text color="color.text.subtle">{name}</Text> : <Text weight="semibold">{name}</Text>;

type Layout = { titles: string[]; cells: (row: Row) => { key: string; content: ReactNode }[] };

const byRoute = (routes: Callers['routes']): Layout => ({
  titles: routes.map(({ name }) => name),
  cells: ({ cells }) =>
    cells.map(({ verdict }, n) => ({ key: routes[n]?.id ?? '', content: <Verdict verdict={verdict} /> })),
});

const TITLES: [VerdictCode, string][] = [
  ['allowed', 'May call'],
  ['denied', 'May not call'],
  ['unknown', 'Not known'],
];

const byVerdict = (routes: Callers['routes']): Layout => ({
  titles: TITLES.map(([, title]) => title),
  cells: ({ cells }) =>
    TITLES.map(([verdict, key]) => {
      const names = routes.filter((_, n) => cells[n]?.verdict === verdict).map(({ name }) => name);
      return { key, content: <Text>{inShort(names, routes.length)}</Text> };
    }),
});

const MOST_NAMES = 6;

const inShort = (names: string[], of: number): string => {
  if (names.length === 0) return 'none';
  if (names.length === of) return `all ${String(of)} routes`;
  const rest = names.length - MOST_NAMES;
  return rest > 0 ? `${names.slice(0, MOST_NAMES).join(', ')} and ${String(rest)} more` : names.join(', ');
};

type ReasonsProps = { row: Row; routes: Callers['routes']; onClose: () => void };

const Reasons = ({ row, routes, onClose }: ReasonsProps) => (
  <Modal onClose={onClose}>
    <ModalHeader>
      <ModalTitle>{`Why: ${row.name}`}</ModalTitle>
    </ModalHeader>
    <ModalBody>
      <Stack space="space.150">
        {routes.map(({ id, name }, n) => {
          const cell = row.cells[n];
          return (
            <Stack key={id} space="space.050">
              <Inline space="space.100" alignBlock="center">
                <Text weight="semibold">{name}</Text>
                {cell !== undefined && <Verdict verdict={cell.verdict} />}
              </Inline>
              <Sentence>{cell?.reason ?? 'Nothing more is known.'}</Sentence>
            </Stack>
          );
        })}
        <Text size="small" color="color.text.subtle">
          Decided for an https call from any address, by somebody who presents every credential that the
          consumer has. Rate and size limits are not counted.
        </Text>
      </Stack>
    </ModalBody>
    <ModalFooter>
      <Button appearance="primary" onClick={onClose}>
        Close
      </Button>
    </ModalFooter>
  </Modal>
);
