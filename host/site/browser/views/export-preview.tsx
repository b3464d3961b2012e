import { useEffect, useState } from 'react';
import Heading from '@atlaskit/heading';
import { Text } from '@atlaskit/primitives';
import SectionMessage from '@atlaskit/section-message';
import Spinner from '@atlaskit/spinner';
import type { MacroBlock, PageView } from '../../../confluence';
import { Adf, type AdfNode } from '../content/adf';
import { macroModule } from '../content/blocks';
import { Storage } from '../content/storage';
import { site } from '../site/api';
import { PageCrumbs } from './page-view';

type Exported =
  | { state: 'waiting' }
  | { state: 'nothing' }
  | { state: 'ready'; doc: AdfNode }
  | { state: 'failed'; message: string };

const isDoc = (value: unknown): value is AdfNode =>
  typeof value === 'object' && value !== null && 'type' in value && value.type === 'doc';

const ExportedMacro = ({ page, block }: { page: PageView; block: MacroBlock }) => {
  const [exported, setExported] = useState<Exported>({ state: 'waiting' });
  useEffect(() => {
    let stale = false;
    const settle = (next: Exported) => {
      if (!stale) setExported(next);
    };
    const body = {
      moduleKey: block.key,
      localId: block.localId,
      config: block.config,
      content: { id: page.id, type: 'page' },
      space: { id: page.space.id, key: page.space.key },
    };
    site.post('/bridge/export', body).then(
      (answer) => {
        const { value } = answer as { value: unknown };
        if (value === null) settle({ state: 'nothing' });
        else if (isDoc(value)) settle({ state: 'ready', doc: value });
        else
          settle({
            state: 'failed',
            message: 'The export function answered no document of the Atlassian Document Format.',
          });
      },
      (error: unknown) => {
        settle({ state: 'failed', message: error instanceof Error ? error.message : String(error) });
      },
    );
    return () => {
      stale = true;
    };
  }, [page, block]);
  switch (exported.state) {
    case 'waiting':
      return <Spinner label={`Exporting ${macroModule(block.key)?.title ?? block.key}`} />;
    case 'nothing':
      return (
        <Text color="color.text.subtlest">
          {macroModule(block.key)?.title ?? block.key} is left out of exports.
        </Text>
      );
    case 'failed':
      return (
        <SectionMessage appearance="error" title="The export failed">
          {exported.message}
        </SectionMessage>
      );
    case 'ready':
      return <Adf doc={exported.doc} />;
  }
};

/** The page as a PDF or Word export holds it: macros through their `adfExport` function, without frames. */
export const ExportPreview = ({ page }: { page: PageView }) => (
  <div className="page">
    <PageCrumbs page={page} />
    <Text color="color.text.subtlest">Preview of what a PDF or Word export contains.</Text>
    <article className="paper">
      <Heading size="xlarge" as="h1">
        {page.title}
      </Heading>
      {page.blocks.map((block, index) =>
        block.type === 'text' ? (
          <div className="text-block" key={index}>
            <Storage storage={block.storage} />
          </div>
        ) : (
          <div className="text-block" key={block.localId}>
            <ExportedMacro page={page} block={block} />
          </div>
        ),
      )}
    </article>
  </div>
);
