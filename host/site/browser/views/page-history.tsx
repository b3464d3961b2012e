import DynamicTable from '@atlaskit/dynamic-table';
import Heading from '@atlaskit/heading';
import Lozenge from '@atlaskit/lozenge';
import { Text } from '@atlaskit/primitives';
import type { PageVersion, PageView } from '../../../confluence';
import { personName } from '../site/boot';
import { momentText } from '../site/dates';
import { useLoad } from '../site/use-load';
import { Failed } from '../shell/states';
import { PageCrumbs } from './page-view';

const HEAD = {
  cells: ['Version', 'Published', 'Changed by', 'Message', 'Macros'].map((content) => ({
    key: content,
    content,
  })),
};

const rowOf = (version: PageVersion, current: number) => ({
  key: String(version.number),
  cells: [
    {
      key: 'number',
      content: (
        <>
          v. {version.number}{' '}
          {version.number === current ? <Lozenge appearance="success">current</Lozenge> : null}{' '}
          {version.minorEdit ? <Lozenge>minor</Lozenge> : null}
        </>
      ),
    },
    { key: 'at', content: momentText(version.createdAt) },
    { key: 'by', content: personName(version.authorId) },
    {
      key: 'message',
      content: version.message === '' ? <Text color="color.text.subtlest">No message</Text> : version.message,
    },
    {
      key: 'macros',
      content: version.blocks.flatMap((block) => (block.type === 'macro' ? [block.key] : [])).join(', '),
    },
  ],
});

/** The versions of a page, newest first. */
export const PageHistory = ({ page }: { page: PageView }) => {
  const versions = useLoad<PageVersion[]>(`/host/site/pages/${page.id}/versions`);
  return (
    <div className="page">
      <PageCrumbs page={page} />
      <Heading size="xlarge" as="h1">
        Version history
      </Heading>
      {versions.state === 'failed' ? (
        <Failed message={versions.message} onRetry={versions.reload} />
      ) : (
        <DynamicTable
          caption={`Versions of ${page.title}`}
          isLoading={versions.state === 'loading'}
          head={HEAD}
          rows={
            versions.state === 'ready' ? versions.value.map((version) => rowOf(version, page.version)) : []
          }
          rowsPerPage={20}
        />
      )}
    </div>
  );
};
