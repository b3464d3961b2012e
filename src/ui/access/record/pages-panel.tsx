import { Spinner, Stack } from '@forge/react';

import type { SpaceSettingsView } from '../../../contract/access';
import type { AccessError } from '../../../contract/access-codes';
import { Problem } from '../../parts/problem';
import type { Zone } from '../../parts/time';
import type { useAnswer } from '../../parts/use-answer';
import { SettingsForm } from './settings-form';
import { SpacePages } from './space-pages';

type Props = {
  spaceId: string;
  zone: Zone;
  settings: ReturnType<typeof useAnswer<SpaceSettingsView, AccessError>>;
};

/** What Gatehouse writes on the space's pages, and how that stands. */
export const PagesPanel = ({ spaceId, zone, settings: { value, error, replace, again } }: Props) => (
  <Stack space="space.300">
    {error !== null && <Problem error={error} />}
    {value === null ? (
      error === null && <Spinner label="Reading the settings" />
    ) : (
      <SettingsForm key={value.rev} view={value} onSaved={replace} onReload={again} />
    )}
    <SpacePages spaceId={spaceId} zone={zone} />
  </Stack>
);
