import { useCallback, useEffect, useState } from 'react';

import { permissions } from '@forge/bridge';
import { Code, Inline, Lozenge, SectionMessage, SectionMessageAction, Text } from '@forge/react';

/** Forge lets the app call only hosts that an admin approved. One group holds them all: an installation may have ten. */
const GROUP = {
  key: 'gatehouse-connections',
  description: 'Kong and Kubernetes APIs that Gatehouse reads and, once approved, changes',
};
type Group = Parameters<typeof permissions.egress.set>[0]['egresses'][number];
type Domains = Group['configured'];
// The bridge types this with an enum of @forge/egress, a package of the backend; its value is this text.
const BACKEND = ['FETCH_BACKEND_SIDE'] as unknown as Domains[number]['type'];

/** Whether Atlassian's own approval for the host is there, and the way to give it. */
export function HostApproval({ domain }: { domain: string }) {
  const [domains, setDomains] = useState<Domains | 'unknown' | null>(null);
  const look = useCallback(() => {
    permissions.egress.get({ keys: [GROUP.key] }).then(
      ({ results }) => {
        setDomains(results.flatMap(({ configured }) => configured));
      },
      () => {
        setDomains('unknown');
      },
    );
  }, []);
  useEffect(look, [look]);
  const approve = async () => {
    const known = Array.isArray(domains) ? domains : [];
    await permissions.egress.set({
      egresses: [{ ...GROUP, configured: [...known, { domain, type: BACKEND }] }],
    });
    look();
  };
  if (domains === null) return null;
  if (domains === 'unknown')
    return (
      <SectionMessage appearance="warning">
        <Text>Whether {domain} is approved could not be read.</Text>
      </SectionMessage>
    );
  if (domains.some((approved) => approved.domain === domain)) {
    return (
      <Inline space="space.100" alignBlock="center">
        <Lozenge appearance="success">host approved</Lozenge>
        <Code>{domain}</Code>
      </Inline>
    );
  }
  return (
    <SectionMessage
      appearance="warning"
      title="This host is not approved yet"
      actions={[
        <SectionMessageAction
          key="approve"
          onClick={() => {
            void approve();
          }}
        >
          Approve {domain}
        </SectionMessageAction>,
      ]}
    >
      <Text>Forge refuses every call to {domain} until a Confluence admin approves it here.</Text>
    </SectionMessage>
  );
}
