import { useEffect, useState } from 'react';
import DynamicTable from '@atlaskit/dynamic-table';
import { Text } from '@atlaskit/primitives';
import type { PageNode, PageView, SpaceView } from '../../../confluence';
import { site } from '../site/api';
import { usePath } from '../site/location';
import { routeOf } from '../site/routes';
import { pageProperties, parseStorage } from './storage-dom';

type Line = { page: PageView; properties: Map<string, string> };

const flat = (nodes: PageNode[]): PageNode[] => nodes.flatMap((node) => [node, ...flat(node.children)]);

/** Pages of the space with the label, as Confluence's Page Properties Report finds them. */
const readLines = async (spaceKey: string, label: string): Promise<Line[]> => {
  const { pages } = (await site.get(`/host/site/spaces/${spaceKey}`)) as {
    space: SpaceView;
    pages: PageNode[];
  };
  const all = (await Promise.all(
    flat(pages).map((node) => site.get(`/host/site/pages/${node.id}`)),
  )) as PageView[];
  return all
    .filter((page) => page.labels.includes(label))
    .map((page) => ({
      page,
      properties: new Map(
        page.blocks.flatMap((block) => (block.type === 'text' ? pageProperties(block.storage) : [])),
      ),
    }))
    .filter((line) => line.properties.size > 0);
};

const plain = (html: string) => parseStorage(html).textContent;

/** Confluence's `detailssummary`: one row a page, one column a property. */
export const DetailsSummary = ({ parameters }: { parameters: Record<string, string> }) => {
  const route = routeOf(usePath());
  const spaceKey = 'spaceKey' in route ? route.spaceKey : '';
  const label = parameters['label'] ?? /label\s*=\s*"?([\w-]+)/.exec(parameters['cql'] ?? '')?.[1] ?? '';
  const [lines, setLines] = useState<Line[]>();
  useEffect(() => {
    let stale = false;
    void readLines(spaceKey, label).then((read) => {
      if (!stale) setLines(read);
    });
    return () => {
      stale = true;
    };
  }, [spaceKey, label]);
  const names = [...new Set((lines ?? []).flatMap((line) => [...line.properties.keys()]))];
  return (
    <DynamicTable
      caption={`Pages labelled ${label}`}
      isLoading={lines === undefined}
      head={{
        cells: [{ key: 'title', content: 'Title' }, ...names.map((name) => ({ key: name, content: name }))],
      }}
      rows={(lines ?? []).map(({ page, properties }) => ({
        key: page.id,
        cells: [
          {
            key: page.title,
            content: <a href={`/wiki/spaces/${page.space.key}/pages/${page.id}`}>{page.title}</a>,
          },
          ...names.map((name) => ({ key: name, content: plain(properties.get(name) ?? '') })),
        ],
      }))}
      emptyView={<Text>No page of this space carries the label {label} and page properties.</Text>}
    />
  );
};
