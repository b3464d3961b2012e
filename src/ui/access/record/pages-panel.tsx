import { useCallback } from 'react';

import { Spinner, Stack } from '@forge/react';

import type { SpaceSettingsView } from '../../../contract/access';
import type { AccessError } from '../../../contract/access-codes';
import { invoke } from '../../parts/invoke';
import { Problem } from '../../parts/problem';
import type { Zone } from '../../parts/time';
import { useAnswer } from '../../parts/use-answer';
import { SettingsForm } from './settings-form';
import { SpacePages } from './space-pages';

/** What Gatehouse writes on the space's pages, and how that stands. */
export function PagesPanel({ spaceId, zone }: { spaceId: string; zone: Zone }) {
  const { value, error, replace, again } = useAnswer<SpaceSettingsView, AccessError>(
    useCallback(() => invoke('readSpaceSettings', { spaceId }), [spaceId]),
  );
  return (
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
}
