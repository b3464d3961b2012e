import { Inline, Lozenge, Stack, Text } from '@forge/react';

import type { RequestView } from '../../../contract/access';
import { Sentence } from '../../parts/sentence';
import { People } from '../parts/person';

type Clause = RequestView['clauses'][number];

/** Who has to approve: each clause of the policy, met by whom, or how many are missing. */
export const ClauseList = ({ clauses }: { clauses: Clause[] }) =>
  clauses.length === 0 ? (
    <Text color="color.text.subtle">The policy of the space asks for nobody’s approval.</Text>
  ) : (
    <Stack space="space.100">
      {clauses.map((clause, index) => (
        <Stack key={index} space="space.025">
          <Inline space="space.100" alignBlock="center" shouldWrap>
            <Standing clause={clause} />
            <Sentence>{clause.inWords}</Sentence>
          </Inline>
          {clause.by.length > 0 && (
            <Inline space="space.100" alignBlock="center" shouldWrap>
              <Text size="small" color="color.text.subtle">
                approved by
              </Text>
              <People accountIds={clause.by} none="nobody" />
            </Inline>
          )}
          {clause.cannotVerify && (
            <Text size="small" color="color.text.warning">
              Who these people are could not be read completely; until it can, nothing is decided.
            </Text>
          )}
        </Stack>
      ))}
    </Stack>
  );

const Standing = ({ clause: { met, missing, cannotVerify } }: { clause: Clause }) => {
  if (cannotVerify) return <Lozenge appearance="moved">cannot be verified</Lozenge>;
  return met ? (
    <Lozenge appearance="success">met</Lozenge>
  ) : (
    <Lozenge appearance="inprogress">{`${String(missing)} missing`}</Lozenge>
  );
};
