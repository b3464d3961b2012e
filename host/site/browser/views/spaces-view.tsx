import EmptyState from '@atlaskit/empty-state';
import Heading from '@atlaskit/heading';
import type { SpaceView } from '../../../confluence';
import { useLoad } from '../site/use-load';
import { Failed, Loading } from '../shell/states';
import { SpaceTile } from '../shell/space-sidebar';

const Card = ({ space }: { space: SpaceView }) => (
  <li>
    <a className="space-card" href={`/wiki/spaces/${space.key}/overview`}>
      <SpaceTile space={space} size={40} />
      <span>
        <strong>{space.name}</strong>
        <small>{space.key}</small>
        <span className="space-card-text">{space.description}</span>
      </span>
    </a>
  </li>
);

const Spaces = ({ spaces }: { spaces: SpaceView[] }) => {
  if (spaces.length === 0) {
    return (
      <EmptyState
        header="No spaces to see"
        description="Nobody has given you a look into a space of this site."
        headingLevel={2}
      />
    );
  }
  return (
    <ul className="space-cards">
      {spaces.map((space) => (
        <Card key={space.id} space={space} />
      ))}
    </ul>
  );
};

export const SpacesView = () => {
  const spaces = useLoad<SpaceView[]>('/host/site/spaces');
  return (
    <div className="page wide-page">
      <Heading size="xlarge" as="h1">
        Spaces
      </Heading>
      {spaces.state === 'loading' ? <Loading what="the spaces" /> : null}
      {spaces.state === 'failed' ? <Failed message={spaces.message} onRetry={spaces.reload} /> : null}
      {spaces.state === 'ready' ? <Spaces spaces={spaces.value} /> : null}
    </div>
  );
};
