import type { ReactNode } from 'react';
import { useMemo, useState } from 'react';

import { Box, DynamicTable, Inline, Label, Select, Stack, Text, Textfield, xcss } from '@forge/react';

import { textOf } from './form-field';

export type Column<Row> = {
  key: string;
  title: string;
  /** Share of the width in percent. */
  width?: number;
  cell: (row: Row) => ReactNode;
  /** Text to sort by; a column without it cannot be sorted. */
  sortBy?: (row: Row) => string;
};

export type Choice<Row> = {
  key: string;
  label: string;
  options: string[];
  matches: (row: Row, option: string) => boolean;
};

type Props<Row> = {
  /** Names the table for screen readers, and the search field. */
  label: string;
  rows: Row[];
  columns: Column<Row>[];
  rowKey: (row: Row) => string;
  /** Everything the search looks at. */
  searchText: (row: Row) => string;
  choices?: Choice<Row>[];
  /** Shown when there are no rows at all (not: none that match). */
  empty: ReactNode;
  rowsPerPage?: number;
};

const field = xcss({ width: '220px' });
/** Below this a search field is more to read than the table. */
const SEARCH_FROM = 6;

/** A table that is searched, filtered, sorted and paged in the reader's browser. */
export function SearchableTable<Row>(props: Props<Row>) {
  const { rows, columns, rowsPerPage = 20, label, rowKey } = props;
  const [query, setQuery] = useState('');
  const [chosen, setChosen] = useState<Record<string, string | null>>({});
  const shown = useMemo(() => matching(props, query, chosen), [props, query, chosen]);
  if (rows.length === 0) return <>{props.empty}</>;
  return (
    <Stack space="space.100">
      {rows.length >= SEARCH_FROM && (
        <Inline space="space.150" alignBlock="end" shouldWrap>
          <Box xcss={field}>
            <Label labelFor={`search-${label}`}>Search {label}</Label>
            <Textfield
              id={`search-${label}`}
              isCompact
              placeholder="Type to narrow"
              onChange={(event) => {
                setQuery(textOf(event));
              }}
            />
          </Box>
          {(props.choices ?? [])
            .filter(({ options }) => options.length > 1)
            .map((choice) => (
              <Box key={choice.key} xcss={field}>
                <Label labelFor={`${choice.key}-${label}`}>{choice.label}</Label>
                <Select
                  inputId={`${choice.key}-${label}`}
                  spacing="compact"
                  isClearable
                  placeholder="All"
                  options={choice.options.map((option) => ({ label: option, value: option }))}
                  onChange={(option: { value: string } | null) => {
                    setChosen((before) => ({ ...before, [choice.key]: option?.value ?? null }));
                  }}
                />
              </Box>
            ))}
          <Text size="small" color="color.text.subtlest">
            {countOf(shown.length, rows.length)}
          </Text>
        </Inline>
      )}
      <DynamicTable
        label={label}
        head={{
          cells: columns.map(({ key, title, width, sortBy }) => ({
            key,
            content: title,
            isSortable: sortBy !== undefined,
            ...(width === undefined ? {} : { width }),
          })),
        }}
        rows={shown.map((row) => ({
          key: rowKey(row),
          cells: columns.map(({ key, cell, sortBy }) => ({
            // Sorted by; the column's own key keeps two cells of a row apart that say the same.
            key: `${key} ${sortBy?.(row) ?? ''}`,
            // UI Kit's table calls a component that it is handed as content like a function, in its own render: hooks of cells
            // would be the table's, and the first search would end the macro. What stands in a fragment it leaves alone.
            // @source @forge/react, components/dynamic-table.js
            content: <>{cell(row)}</>,
          })),
        }))}
        rowsPerPage={rowsPerPage}
        {...(shown.length > rowsPerPage ? { defaultPage: 1 } : {})}
        emptyView={<Text>Nothing matches.</Text>}
      />
    </Stack>
  );
}

function matching<Row>(
  { rows, searchText, choices = [] }: Props<Row>,
  query: string,
  chosen: Record<string, string | null>,
): Row[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  return rows.filter((row) => {
    const text = searchText(row).toLowerCase();
    const fits = choices.every(({ key, matches }) => chosen[key] == null || matches(row, chosen[key]));
    return fits && words.every((word) => text.includes(word));
  });
}

const countOf = (shown: number, all: number): string =>
  shown === all ? `${String(all)} in all` : `${String(shown)} of ${String(all)}`;
