import { useState, type ComponentProps } from 'react';
import DynamicTable from '@atlaskit/dynamic-table';
import Pagination from '@atlaskit/pagination';
import { emit, partOf, plainProps, type Doc, type Family } from './doc';
import { Children, Slot } from './node';

type TableProps = ComponentProps<typeof DynamicTable>;

/** Atlaskit's own type says any. */
type SortData = { key: string; sortOrder: 'ASC' | 'DESC'; item: { key?: string | number } };

const cellOf = (doc: Doc) => {
  const { cellKey, ...props } = plainProps(doc);
  return {
    ...props,
    key: typeof cellKey === 'string' || typeof cellKey === 'number' ? cellKey : undefined,
    content: <Children doc={doc} />,
  };
};

const rowOf = (doc: Doc, index: number) => {
  const { rowKey, ...props } = plainProps(doc);
  return {
    ...props,
    key: typeof rowKey === 'string' ? rowKey : String(index),
    cells: doc.children.map(cellOf),
  };
};

/** @forge/react sends head and rows as ContentWrapper > Row > Cell. Atlaskit sorts and pages unless the app does. */
const TableView = ({ doc }: { doc: Doc }) => {
  const { emptyView, ...props } = plainProps(doc);
  const head = partOf(doc, 'head')?.children ?? [];
  const rows = partOf(doc, 'rows')?.children ?? [];
  return (
    <div style={{ overflowX: 'auto', width: '100%' }}>
      <DynamicTable
        {...props}
        {...(head.length === 0 ? {} : ({ head: { cells: head.map(cellOf) } } as Pick<TableProps, 'head'>))}
        rows={rows.map(rowOf) as NonNullable<TableProps['rows']>}
        emptyView={<Slot value={emptyView} />}
        onSetPage={(page) => {
          emit(doc, 'onSetPage', page);
        }}
        onSort={({ key, sortOrder, item }: SortData) => {
          emit(doc, 'onSort', { key, sortOrder, item: { key: item.key } });
        }}
      />
    </div>
  );
};

const PaginationView = ({ doc }: { doc: Doc }) => {
  const { pages, selectedIndex, defaultSelectedIndex, ...props } = plainProps(doc) as {
    pages: (string | number)[];
    selectedIndex?: number;
    defaultSelectedIndex?: number;
  };
  const [chosen, setChosen] = useState(defaultSelectedIndex ?? 0);
  return (
    <Pagination
      {...props}
      pages={pages}
      selectedIndex={selectedIndex ?? chosen}
      onChange={(event, page) => {
        setChosen(pages.indexOf(page));
        emit(doc, 'onChange', { type: event.type }, page);
      }}
    />
  );
};

export const tables: Family = { DynamicTable: TableView, Pagination: PaginationView };
