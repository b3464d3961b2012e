import Button from '@atlaskit/button/new';
import EmptyState from '@atlaskit/empty-state';
import Spinner from '@atlaskit/spinner';
import { boot } from '../site/boot';
import { navigate } from '../site/location';

export const Loading = ({ what }: { what: string }) => (
  <div className="centered" role="status">
    <Spinner size="large" label={`Loading ${what}`} />
  </div>
);

const toSpaces = (
  <Button
    appearance="primary"
    onClick={() => {
      navigate('/wiki/spaces');
    }}
  >
    Go to all spaces
  </Button>
);

const who = boot.me === null ? 'You are not logged in.' : `You look at the site as ${boot.me.displayName}.`;

/** Confluence does not tell a hidden page from one that is not there, and neither does this. */
export const NotFound = ({ what }: { what: string }) => (
  <EmptyState
    header={`We can’t show you this ${what}`}
    description={`It does not exist, or you are not allowed to see it. ${who}`}
    primaryAction={toSpaces}
    headingLevel={1}
  />
);

export const Forbidden = ({ need }: { need: string }) => (
  <EmptyState
    header="You need another permission"
    description={`${need} ${who}`}
    primaryAction={toSpaces}
    headingLevel={1}
  />
);

export const Failed = ({ message, onRetry }: { message: string; onRetry: () => void }) => (
  <EmptyState
    header="Something went wrong"
    description={message}
    primaryAction={<Button onClick={onRetry}>Try again</Button>}
    headingLevel={1}
  />
);

/** The state of a read that did not succeed. */
export const Refusal = ({
  status,
  message,
  what,
  onRetry,
}: {
  status: number;
  message: string;
  what: string;
  onRetry: () => void;
}) => {
  if (status === 404) return <NotFound what={what} />;
  return <Failed message={message} onRetry={onRetry} />;
};
