import { CodeBlock } from '@atlaskit/code';
import EmptyState from '@atlaskit/empty-state';
import Heading from '@atlaskit/heading';
import { Stack } from '@atlaskit/primitives';
import type { PageView } from '../../../confluence';
import { personName } from '../site/boot';
import { momentText } from '../site/dates';
import { PageCrumbs } from './page-view';

type Property = PageView['properties'][number];

const Facts = ({ page }: { page: PageView }) => {
  const facts: [string, string][] = [
    ['Title', page.title],
    ['Page id', page.id],
    ['Space', `${page.space.name} (${page.space.key}, id ${page.space.id})`],
    ['Author', `${personName(page.author)}, ${momentText(page.createdAt)}`],
    ['Last changed', `${personName(page.updatedBy)}, ${momentText(page.updatedAt)}`],
    ['Version', String(page.version)],
    ['Labels', page.labels.join(', ') || 'none'],
    ['May view', namesIn(page.restrictions.read) ?? 'everybody who sees the space'],
    ['May edit', namesIn(page.restrictions.update) ?? 'everybody who may edit in the space'],
  ];
  return (
    <dl className="facts">
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
};

const namesIn = (restriction: PageView['restrictions']['read']): string | null =>
  restriction === null
    ? null
    : [...restriction.groups.map(({ name }) => name), ...restriction.users.map(personName)].join(', ');

const PropertyCard = ({ property }: { property: Property }) => (
  <section aria-label={`Property ${property.key}`}>
    <Heading size="xsmall" as="h3">
      {property.key}
    </Heading>
    <p className="subtle">
      Version {property.version.number}, {momentText(property.version.createdAt)} by{' '}
      {personName(property.version.authorId)}
      {property.version.message === '' ? '' : `: ${property.version.message}`}
    </p>
    <CodeBlock language="json" text={JSON.stringify(property.value, null, 2)} />
  </section>
);

/** What Confluence's page information says, and the content properties, which Confluence shows through REST only. */
export const PageInformation = ({ page }: { page: PageView }) => (
  <div className="page">
    <PageCrumbs page={page} />
    <Heading size="xlarge" as="h1">
      Page information
    </Heading>
    <Facts page={page} />
    <Heading size="medium" as="h2">
      Content properties
    </Heading>
    {page.properties.length === 0 ? (
      <EmptyState
        header="No content properties"
        description="An app has stored nothing on this page."
        headingLevel={3}
      />
    ) : (
      <Stack space="space.300">
        {page.properties.map((property) => (
          <PropertyCard key={property.key} property={property} />
        ))}
      </Stack>
    )}
  </div>
);
