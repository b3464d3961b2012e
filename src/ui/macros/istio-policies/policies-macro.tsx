import { Code, Heading, Inline, SectionMessage, Stack, Text } from '@forge/react';

import type { PoliciesOfWorkload } from '../../../contract/mesh';
import { invoke } from '../../parts/invoke';
import { PageMacro } from '../../parts/page-macro';
import { plain, Sentence } from '../../parts/sentence';
import { GuardSection } from './guard-section';
import { MeshQuestions } from './mesh-questions';
import { PolicyChanges } from './policy-changes';

const read = (pageId: string, from: 'live' | 'remembered') => invoke('readPolicies', { pageId, from });

/** Who the mesh lets in to the page's workload, and why, live. */
export const PoliciesMacro = () => (
  <PageMacro
    title="Istio policies"
    what="policies"
    read={read}
    below={({ data, readAt, ...place }) => (
      <>
        {/* Another reading is another comparison. */}
        {readAt !== null && <PolicyChanges key={readAt} {...place} />}
        <MeshQuestions {...place} choices={data?.tryWith ?? null} />
      </>
    )}
  >
    {(data: PoliciesOfWorkload, unread) => (
      <Stack space="space.200">
        <Stack space="space.075">
          <Sentence size="large" weight="semibold">
            {data.headline}
          </Sentence>
          <Workload data={data} />
        </Stack>
        <Assumptions data={data} />
        {data.guards.map((guard) => (
          <Stack key={guard.title} space="space.100">
            {data.guards.length > 1 && (
              <Heading as="h4" size="xsmall">
                {plain(guard.title)}
              </Heading>
            )}
            {data.guards.length > 1 && <Sentence>{guard.headline}</Sentence>}
            <GuardSection guard={guard} unread={unread} alone={data.guards.length === 1} />
          </Stack>
        ))}
      </Stack>
    )}
  </PageMacro>
);

const Workload = ({ data }: { data: PoliciesOfWorkload }) => (
  <Inline space="space.050" shouldWrap alignBlock="center">
    <Text>Workload in namespace</Text>
    <Code>{data.namespace}</Code>
    <Text>with</Text>
    {Object.entries(data.labels).map(([key, value]) => (
      <Code key={key}>{`${key}=${value}`}</Code>
    ))}
  </Inline>
);

/** What is taken for granted, and what was there and could not be understood. */
const Assumptions = ({ data: { rootNamespace, notUnderstood } }: { data: PoliciesOfWorkload }) => (
  <>
    {!rootNamespace.known && (
      <SectionMessage appearance="warning" title="The settings of the mesh could not be read">
        <Text>
          Policies for the whole mesh were looked for in {rootNamespace.name}, Istio’s default. They may stand
          elsewhere, so most verdicts are not known.
        </Text>
      </SectionMessage>
    )}
    {notUnderstood.length > 0 && (
      <SectionMessage appearance="warning" title="Some policies could not be understood">
        <Text>{notUnderstood.join(', ')}: what they do is not known.</Text>
      </SectionMessage>
    )}
  </>
);
