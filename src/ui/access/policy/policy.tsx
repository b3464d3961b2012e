import { useCallback } from 'react';

import { SectionMessage, Spinner, Stack, Text } from '@forge/react';

import type { PolicyView } from '../../../contract/access';
import type { AccessError } from '../../../contract/access-codes';
import { Problem } from '../../parts/problem';
import { useAnswer } from '../../parts/use-answer';
import { invoke } from '../../parts/invoke';
import { Section } from '../parts/section';
import { Sentences } from '../parts/sentences';
import { PolicyForm } from './policy-form';

/** What it takes in this space that a request is approved: in sentences, and to be changed. */
export function Policy({ spaceId }: { spaceId: string }) {
  const { value, error, replace, again } = useAnswer<PolicyView, AccessError>(
    useCallback(() => invoke('readPolicy', { spaceId }), [spaceId]),
  );
  if (value === null)
    return error === null ? <Spinner label="Reading the policy" /> : <Problem error={error} />;
  return (
    <Stack space="space.300">
      {error !== null && <Problem error={error} tone="warning" />}
      {value.isDefault && (
        <SectionMessage appearance="information">
          <Text>
            Nobody has changed the policy of this space yet; this is what holds until somebody does.
          </Text>
        </SectionMessage>
      )}
      <Section title="What holds now">
        <Sentences of={value.inWords} />
      </Section>
      <PolicyForm key={value.rev} view={value} onSaved={replace} onReload={again} />
    </Stack>
  );
}
