import { Code, Inline, SectionMessage, Stack, Text } from '@forge/react';

import type { PoliciesOfWorkload } from '../../../contract/views';
import { invoke } from '../../parts/invoke';
import { PageMacro } from '../../parts/page-macro';
import { PolicyTable } from './policy-table';

const read = (pageId: string, from: 'live' | 'remembered') => invoke('readPolicies', { pageId, from });

/** The Istio policies that select the page's workload, live. */
export const PoliciesMacro = () => (
  <PageMacro title="Istio policies" what="policies" read={read}>
    {(data: PoliciesOfWorkload, unread) => (
      <Stack space="space.150">
        <Inline space="space.050" shouldWrap alignBlock="center">
          <Text>Workload in namespace</Text>
          <Code>{data.namespace}</Code>
          <Text>with</Text>
          {Object.entries(data.labels).map(([key, value]) => (
            <Code key={key}>{`${key}=${value}`}</Code>
          ))}
        </Inline>
        {!data.rootNamespace.known && (
          <SectionMessage appearance="information">
            <Text>
              The mesh configuration could not be read; policies for the whole mesh were looked for in{' '}
              {data.rootNamespace.name}, Istio’s default.
            </Text>
          </SectionMessage>
        )}
        <PolicyTable policies={data.policies} unread={unread} />
      </Stack>
    )}
  </PageMacro>
);
