import Heading from '@atlaskit/heading';
import type { SpaceView } from '../../../confluence';
import { AppView } from '../app-frame/app-view';
import { modulesOf } from '../site/boot';
import { NotFound } from '../shell/states';

/** A `confluence:spacePage` module, listed under the space's Apps. */
export const SpaceAppPage = ({ space, appRoute }: { space: SpaceView; appRoute: string }) => {
  const module = modulesOf('confluence:spacePage').find((each) => each.route === appRoute);
  if (module?.resource === undefined || module.resource === null) return <NotFound what="app page" />;
  const extension = { space: { id: space.id, key: space.key }, location: location.href };
  return (
    <div className="page wide-page">
      <Heading size="xlarge" as="h1">
        {module.title}
      </Heading>
      <AppView
        placement={{ module, resource: module.resource, localId: `${module.key}-${space.key}`, extension }}
      />
    </div>
  );
};
