import { useEffect, useState, type ReactNode } from 'react';
import DynamicTable from '@atlaskit/dynamic-table';
import { Text } from '@atlaskit/primitives';
import type { PageNode, PageView, SpaceView } from '../../../confluence';
import { site } from '../site/api';
import { usePath } from '../site/location';
import { routeOf } from '../site/routes';
import { pageProperties, parseStorage } from './storage-dom';

/** One Page Properties macro of one page. */
type Line = { key: string; page: PageView; properties: Map<string, string> };
type Report = { spaceKey: string; label: string; id: string | undefined };

const flat = (nodes: PageNode[]): PageNode[] => nodes.flatMap((node) => [node, ...flat(node.children)]);

/** Pages of the space with the label, as Confluence's Page Properties Report finds them; a line for each macro with the id, or of any. */
const readLines = async ({ spaceKey, label, id }: Report): Promise<Line[]> => {
  const { pages } = (await site.get(`/host/site/spaces/${spaceKey}`)) as {
    space: SpaceView;
    pages: PageNode[];
  };
  const all = (await Promise.all(
    flat(pages).map((node) => site.get(`/host/site/pages/${node.id}`)),
  )) as PageView[];
  return all
    .filter((page) => page.labels.includes(label))
    .flatMap((page) =>
      page.blocks
        .flatMap((block) => (block.type === 'text' ? pageProperties(block.storage) : []))
        .filter((macro) => id === undefined || macro.id === id)
        .map(({ rows }, nth) => ({ key: `${page.id} ${String(nth)}`, page, properties: rows })),
    );
};

const plain = (html: string) => parseStorage(html).textContent.trim();

/** Columns as the macro's `headings` name them, or every property that some page has. */
const columnsOf = (lines: Line[], headings: string | undefined): string[] =>
  headings === undefined
    ? [...new Set(lines.flatMap((line) => [...line.properties.keys()]))]
    : headings.split(',').map((name) => name.trim());

const sorted = (lines: Line[], sortBy: string | undefined): Line[] => {
  if (sortBy === undefined) return lines;
  const cell = ({ properties }: Line): string => plain(properties.get(sortBy) ?? '');
  return [...lines].sort((a, b) => cell(a).localeCompare(cell(b)));
};

type Props = { parameters: Record<string, string>; draw: (storage: string) => ReactNode };

/** Confluence's `detailssummary`: one row a macro, one column a property. */
export const DetailsSummary = ({ parameters, draw }: Props) => {
  const route = routeOf(usePath());
  const spaceKey = 'spaceKey' in route ? route.spaceKey : '';
  const label = parameters['label'] ?? /label\s*=\s*"?([\w-]+)/.exec(parameters['cql'] ?? '')?.[1] ?? '';
  const id = parameters['id'];
  const [lines, setLines] = useState<Line[]>();
  useEffect(() => {
    let stale = false;
    void readLines({ spaceKey, label, id }).then((read) => {
      if (!stale) setLines(read);
    });
    return () => {
      stale = true;
    };
  }, [spaceKey, label, id]);
  const names = columnsOf(lines ?? [], parameters['headings']);
  const first = parameters['firstcolumn'] ?? 'Title';
  return (
    <DynamicTable
      caption={`Pages labelled ${label}`}
      isLoading={lines === undefined}
      head={{
        cells: [{ key: 'title', content: first }, ...names.map((name) => ({ key: name, content: name }))],
      }}
      rows={sorted(lines ?? [], parameters['sortBy']).map(({ key, page, properties }) => ({
        key,
        cells: [
          {
            key: page.title,
            content: <a href={`/wiki/spaces/${page.space.key}/pages/${page.id}`}>{page.title}</a>,
          },
          ...names.map((name) => ({ key: name, content: draw(properties.get(name) ?? '') })),
        ],
      }))}
      emptyView={<Text>No page of this space carries the label {label} and page properties.</Text>}
    />
  );
};
