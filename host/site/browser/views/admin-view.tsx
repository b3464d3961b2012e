import DynamicTable from '@atlaskit/dynamic-table';
import { Stack, Text } from '@atlaskit/primitives';
import { AppView } from '../app-frame/app-view';
import { appPath, boot, modulesOf } from '../site/boot';
import { Forbidden, NotFound } from '../shell/states';
import { SettingsShell } from './settings-shell';

const People = () => (
  <Stack space="space.200">
    <Text>Everybody of this site. Switch between them at the top right.</Text>
    <DynamicTable
      caption="People"
      head={{
        cells: ['Name', 'Role in the example', 'Groups', 'Account id'].map((content) => ({
          key: content,
          content,
        })),
      }}
      rows={boot.people.map((person) => ({
        key: person.accountId,
        cells: [person.displayName, person.role, person.groups.join(', '), person.accountId].map(
          (content, index) => ({ key: index, content }),
        ),
      }))}
    />
  </Stack>
);

const AppAdmin = ({ moduleKey }: { moduleKey: string }) => {
  const module = modulesOf('confluence:globalSettings').find((each) => each.key === moduleKey);
  if (module?.resource === undefined || module.resource === null) return <NotFound what="settings page" />;
  return (
    <AppView
      placement={{
        module,
        resource: module.resource,
        localId: module.key,
        extension: { location: location.href },
      }}
    />
  );
};

/** Confluence administration, with one entry for each `confluence:globalSettings` module. */
export const AdminView = ({ moduleKey }: { moduleKey: string | null }) => {
  if (!boot.isConfluenceAdmin)
    return <Forbidden need="Confluence administration is for Confluence administrators." />;
  const apps = modulesOf('confluence:globalSettings').map((module) => ({
    href: `/wiki/admin/apps/${appPath}/${module.key}`,
    label: module.title,
    isCurrent: module.key === moduleKey,
  }));
  const groups = [
    {
      heading: 'Users and security',
      tabs: [{ href: '/wiki/admin', label: 'People and groups', isCurrent: moduleKey === null }],
    },
    ...(apps.length === 0 ? [] : [{ heading: 'Apps', tabs: apps }]),
  ];
  return (
    <SettingsShell title="Confluence administration" groups={groups}>
      {moduleKey === null ? <People /> : <AppAdmin key={moduleKey} moduleKey={moduleKey} />}
    </SettingsShell>
  );
};
