import Breadcrumbs, { BreadcrumbsItem } from '@atlaskit/breadcrumbs';
import Button, { LinkIconButton } from '@atlaskit/button/new';
import EmptyState from '@atlaskit/empty-state';
import Heading from '@atlaskit/heading';
import ClockIcon from '@atlaskit/icon/core/clock';
import DownloadIcon from '@atlaskit/icon/core/download';
import EditIcon from '@atlaskit/icon/core/edit';
import InformationIcon from '@atlaskit/icon/core/information-circle';
import LockIcon from '@atlaskit/icon/core/lock-locked';
import Tag from '@atlaskit/tag';
import TagGroup from '@atlaskit/tag-group';
import type { PageView } from '../../../confluence';
import { Blocks } from '../content/blocks';
import { PageComments } from './page-comments';
import { personName } from '../site/boot';
import { dateText } from '../site/dates';
import { navigate } from '../site/location';
import { editAddress, pageAddress } from '../site/routes';
import { PersonAvatar } from '../ui-kit/person-avatar';

export const PageCrumbs = ({ page }: { page: PageView }) => (
  <Breadcrumbs label="Where this page is">
    <BreadcrumbsItem text={page.space.name} href={`/wiki/spaces/${page.space.key}/overview`} />
    {page.ancestors.slice(1).map((ancestor) => (
      <BreadcrumbsItem
        key={ancestor.id}
        text={ancestor.title}
        href={pageAddress({ id: ancestor.id, space: page.space })}
      />
    ))}
    <BreadcrumbsItem text={page.title} href={pageAddress(page)} />
  </Breadcrumbs>
);

const Tools = ({ page }: { page: PageView }) => (
  <div className="page-tools">
    {page.mayEdit ? (
      <Button
        iconBefore={EditIcon}
        appearance="subtle"
        onClick={() => {
          navigate(editAddress(page));
        }}
      >
        Edit
      </Button>
    ) : null}
    <LinkIconButton
      icon={ClockIcon}
      label="Version history"
      appearance="subtle"
      href={pageAddress(page, 'history')}
    />
    <LinkIconButton
      icon={DownloadIcon}
      label="Export preview"
      appearance="subtle"
      href={pageAddress(page, 'export')}
    />
    <LinkIconButton
      icon={InformationIcon}
      label="Page information"
      appearance="subtle"
      href={pageAddress(page, 'info')}
    />
  </div>
);

const Byline = ({ page }: { page: PageView }) => (
  <div className="byline">
    <PersonAvatar name={personName(page.author)} />
    <span>
      By <strong>{personName(page.author)}</strong>
    </span>
    <span aria-hidden="true">·</span>
    <span>
      {dateText(page.updatedAt)}
      {page.updatedBy === page.author ? '' : ` by ${personName(page.updatedBy)}`}
    </span>
    <span aria-hidden="true">·</span>
    <a href={pageAddress(page, 'history')}>Version {page.version}</a>
    {page.restrictions.read === null ? null : (
      <span className="byline-lock">
        <LockIcon label="" size="small" /> Restricted to {restrictedTo(page.restrictions.read)}
      </span>
    )}
  </div>
);

const restrictedTo = (restriction: NonNullable<PageView['restrictions']['read']>): string =>
  [...restriction.groups.map(({ name }) => name), ...restriction.users.map(personName)].join(', ');

/** A page as its readers see it. */
export const PageReader = ({ page }: { page: PageView }) => (
  <article className="page" aria-labelledby="page-title">
    <div className="page-head">
      <PageCrumbs page={page} />
      <Tools page={page} />
    </div>
    <Heading size="xxlarge" as="h1" id="page-title">
      {page.title}
    </Heading>
    <Byline page={page} />
    <div className="page-body">
      {page.blocks.length === 0 ? (
        <EmptyState
          header="This page is empty"
          description={
            page.mayEdit
              ? 'Choose Edit to write the first paragraph or insert a macro.'
              : 'Nobody has written on it yet.'
          }
          headingLevel={2}
        />
      ) : (
        <Blocks page={page} />
      )}
    </div>
    <PageComments page={page} />
    {page.labels.length === 0 ? null : (
      <footer className="page-labels" aria-label="Labels">
        <TagGroup>
          {page.labels.map((label) => (
            <Tag key={label} text={label} isRemovable={false} />
          ))}
        </TagGroup>
      </footer>
    )}
  </article>
);
