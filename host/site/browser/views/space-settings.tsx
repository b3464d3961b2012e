import { Stack, Text } from '@atlaskit/primitives';
import type { SpaceView } from '../../../confluence';
import { AppView } from '../app-frame/app-view';
import { appPath, modulesOf } from '../site/boot';
import { Forbidden, NotFound } from '../shell/states';
import { SettingsShell } from './settings-shell';

const Details = ({ space }: { space: SpaceView }) => (
  <dl className="facts">
    {[
      ['Name', space.name],
      ['Key', space.key],
      ['Id', space.id],
      ['Description', space.description],
    ].map(([name, value]) => (
      <div key={name}>
        <dt>{name}</dt>
        <dd>{value}</dd>
      </div>
    ))}
  </dl>
);

const AppTab = ({ space, appRoute }: { space: SpaceView; appRoute: string }) => {
  const module = modulesOf('confluence:spaceSettings').find((each) => each.route === appRoute);
  if (module?.resource === undefined || module.resource === null) return <NotFound what="settings page" />;
  const extension = { space: { id: space.id, key: space.key }, location: location.href };
  return (
    <AppView
      placement={{ module, resource: module.resource, localId: `${module.key}-${space.key}`, extension }}
    />
  );
};

/** Space settings: for space admins, with one entry for each `confluence:spaceSettings` module. */
export const SpaceSettings = ({ space, appRoute }: { space: SpaceView; appRoute: string | null }) => {
  if (!space.mayAdminister)
    return <Forbidden need={`Settings of ${space.name} are for its administrators.`} />;
  const base = `/wiki/spaces/${space.key}/settings`;
  const apps = modulesOf('confluence:spaceSettings').map((module) => ({
    href: `${base}/apps/${appPath}/${module.route ?? module.key}`,
    label: module.title,
    isCurrent: module.route === appRoute,
  }));
  const groups = [
    { heading: 'Manage space', tabs: [{ href: base, label: 'Space details', isCurrent: appRoute === null }] },
    ...(apps.length === 0 ? [] : [{ heading: 'Apps', tabs: apps }]),
  ];
  return (
    <SettingsShell title="Space settings" groups={groups}>
      {appRoute === null ? (
        <Stack space="space.200">
          <Text>What Confluence knows about this space. The local host does not change it.</Text>
          <Details space={space} />
        </Stack>
      ) : (
        <AppTab key={appRoute} space={space} appRoute={appRoute} />
      )}
    </SettingsShell>
  );
};
