import Heading from '@atlaskit/heading';
import type { PageView } from '../../../confluence';
import { Storage } from '../content/storage';
import { personName } from '../site/boot';
import { momentText } from '../site/dates';
import { PersonAvatar } from '../ui-kit/person-avatar';

/** The footer comments of a page, the first one first. Writing one is not built. */
export const PageComments = ({ page }: { page: PageView }) =>
  page.comments.length === 0 ? null : (
    <section className="page-comments" aria-label="Comments">
      <Heading size="small" as="h2">
        {page.comments.length === 1 ? '1 comment' : `${page.comments.length} comments`}
      </Heading>
      {page.comments.map(({ id, authorId, createdAt, storage }) => (
        <div className="comment" key={id}>
          <PersonAvatar name={personName(authorId)} />
          <div>
            <strong>{personName(authorId)}</strong>{' '}
            <span className="comment-date">{momentText(createdAt)}</span>
            <Storage storage={storage} />
          </div>
        </div>
      ))}
    </section>
  );
