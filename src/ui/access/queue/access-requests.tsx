import { Heading, Spinner, Stack, Text } from '@forge/react';

import { Problem } from '../../parts/problem';
import { useSite } from '../../parts/use-site';
import { Queue } from './queue';

/** For approvers who are no space admins: the queue alone. */
export function AccessRequests() {
  const site = useSite();
  if (site === null) return <Spinner label="Loading" />;
  if (site.spaceId === null) return <Problem error={{ code: 'INTERNAL', detail: 'no space' }} />;
  return (
    <Stack space="space.250">
      <Stack space="space.075">
        <Heading as="h1" size="large">
          Access requests
        </Heading>
        <Text color="color.text.subtle">
          Requests of this space about which you may decide. A space admin sets who decides.
        </Text>
      </Stack>
      <Queue spaceId={site.spaceId} zone={site} />
    </Stack>
  );
}
