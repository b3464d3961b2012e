import { useCallback, useState } from 'react';

import { Button, Checkbox, Inline, LoadingButton, SectionMessage, Stack, Text } from '@forge/react';

import type { PolicyView } from '../../../contract/access';
import { TextField } from '../../parts/form-field';
import { Problem } from '../../parts/problem';
import { useAnswer } from '../../parts/use-answer';
import { useEdited } from '../../parts/use-edited';
import type { Edit } from '../../parts/use-edited';
import { Section } from '../parts/section';
import { AutoApproveFields } from './auto-approve-fields';
import { BreakGlassFields } from './break-glass-fields';
import { ClauseCard } from './clause-card';
import { groupsNamed } from './groups';
import type { Group } from './groups';
import { emptyClause, policyDraftOf, policyOf } from './policy-draft';
import type { ClauseDraft, PolicyDraft } from './policy-draft';
import { AskedForFields, DurationFields } from './rule-fields';
import { useSavePolicy } from './use-save-policy';

type Props = { view: PolicyView; onSaved: (view: PolicyView) => void; onReload: () => void };

export function PolicyForm({ view, onSaved, onReload }: Props) {
  const { value: draft, latest, edit } = useEdited(() => policyDraftOf(view.policy));
  const { save, saving, error } = useSavePolicy(view, onSaved);
  const change = (part: Partial<PolicyDraft>) => {
    edit((before) => ({ ...before, ...part }));
  };
  const { policy } = view;
  const { value: glassGroups } = useAnswer(useCallback(() => groupsOfGlass(policy), [policy]));
  const meant = policyOf(draft);
  return (
    <Stack space="space.300">
      <Clauses {...{ view, draft, change, edit }} />
      <DurationFields {...{ draft, change }} />
      <AskedForFields {...{ draft, change }} />
      <Section title="Groups that need nobody’s approval">
        <AutoApproveFields
          groups={draft.autoApprove}
          connections={view.connections}
          onChange={(autoApprove) => {
            change({ autoApprove });
          }}
        />
      </Section>
      <Section title="In an emergency">
        <BreakGlassFields
          breakGlass={draft.breakGlass}
          known={glassGroups ?? []}
          onChange={(of) => {
            edit((before) => ({ ...before, breakGlass: of(before.breakGlass) }));
          }}
        />
      </Section>
      <Checkbox
        id="plans-may-open-more"
        label="A plan may open routes that nobody asked for, when an ACL group opens them too"
        isChecked={draft.plansMayOpenMore}
        onChange={() => {
          change({ plansMayOpenMore: !draft.plansMayOpenMore });
        }}
      />
      {error !== null && <Problem error={error} />}
      {error?.code === 'CONFLICT' && (
        <Inline>
          <Button onClick={onReload}>Read the policy as it is now</Button>
        </Inline>
      )}
      {'problem' in meant && (
        <SectionMessage appearance="information">
          <Text>{meant.problem}</Text>
        </SectionMessage>
      )}
      <Stack space="space.075">
        <Text size="small" color="color.text.subtle">
          A change makes the requests that wait for approval need a new plan, and is recorded.
        </Text>
        <Inline>
          <LoadingButton
            appearance="primary"
            isLoading={saving}
            isDisabled={'problem' in meant}
            onClick={() => {
              const now = policyOf(latest());
              if ('policy' in now) void save(now.policy);
            }}
          >
            Save the policy
          </LoadingButton>
        </Inline>
      </Stack>
    </Stack>
  );
}

/** Names of the groups that may break the glass. */
const groupsOfGlass = ({ breakGlass }: PolicyView['policy']) =>
  groupsNamed((breakGlass?.mayDeclare ?? []).flatMap((one) => (one.kind === 'group' ? [one.groupId] : [])));

type ClausesProps = {
  view: PolicyView;
  draft: PolicyDraft;
  change: (part: Partial<PolicyDraft>) => void;
  edit: (edit: Edit<PolicyDraft>) => void;
};

/** Who has to approve: every clause has to be met. */
function Clauses({ view, draft, change, edit }: ClausesProps) {
  const [met, setMet] = useState<Group[]>([]);
  const { value, error } = useAnswer(
    useCallback(
      () =>
        groupsNamed(
          view.policy.clauses.flatMap(({ anyOf }) =>
            anyOf.flatMap((one) => (one.kind === 'group' ? [one.groupId] : [])),
          ),
        ),
      [view.policy],
    ),
  );
  const put = (index: number, of: Edit<ClauseDraft> | null) => {
    edit((before) => ({
      ...before,
      clauses: before.clauses.flatMap((clause, at) =>
        at !== index ? [clause] : of === null ? [] : [of(clause)],
      ),
    }));
  };
  return (
    <Section title="Who has to approve">
      <Stack space="space.150">
        <Text color="color.text.subtle">
          Every clause has to be met. Nobody approves a request of their own.
        </Text>
        {error !== null && <Problem error={error} tone="warning" title="Names of groups could not be read" />}
        {draft.clauses.map((clause, index) => (
          <ClauseCard
            // A removed clause must not leave its people in the picker of the next one, which keeps its own choice.
            key={`${String(draft.clauses.length)} ${String(index)}`}
            {...{ clause, index }}
            known={[...(value ?? []), ...met]}
            isOnly={draft.clauses.length === 1}
            onMet={(groups) => {
              setMet((before) => [...before, ...groups]);
            }}
            onChange={(changed) => {
              put(index, changed);
            }}
          />
        ))}
        <Inline>
          <Button
            iconBefore="add"
            onClick={() => {
              edit((before) => ({ ...before, clauses: [...before.clauses, emptyClause] }));
            }}
          >
            Add a clause
          </Button>
        </Inline>
        <Checkbox
          id="one-for-several"
          label="One person’s approval may count for several clauses"
          isChecked={draft.onePersonCountsForSeveral}
          onChange={() => {
            change({ onePersonCountsForSeveral: !draft.onePersonCountsForSeveral });
          }}
        />
        <TextField
          id="denials"
          label="Denials that end a request"
          value={draft.denials}
          onChange={(denials) => {
            change({ denials });
          }}
        />
      </Stack>
    </Section>
  );
}
