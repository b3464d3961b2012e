import { useCallback, useState } from 'react';

import { Code, Inline, Spinner, Stack, Text } from '@forge/react';

import type { RequestView } from '../../../contract/access';
import type { AccessError } from '../../../contract/access-codes';
import { Problem } from '../../parts/problem';
import { plain } from '../../parts/sentence';
import { localTime } from '../../parts/time';
import type { Zone } from '../../parts/time';
import { useAnswer } from '../../parts/use-answer';
import { invoke } from '../../parts/invoke';
import { Files } from '../parts/files';
import { Section } from '../parts/section';
import { StateLozenge } from '../parts/state-lozenge';
import { dueWord, STATE_WORDS } from '../parts/state-words';
import { BreakGlass } from './break-glass';
import { Carried } from './carried';
import { CarryActions } from './carry-actions';
import { ClauseList } from './clause-list';
import { Decision } from './decision';
import { Extend } from './extend';
import { History } from './history';
import { OwnWords } from './own-words';
import { PlanNow } from './plan-now';
import { Questions } from './questions';
import { Rehearsal } from './rehearsal';
import { useSteps } from './use-steps';
import { Withdraw } from './withdraw';

type Props = {
  requestId: string;
  zone: Zone;
  /** The request has become another one: lists that show it are out of date. */
  onChanged: () => void;
};

/** One request: what was asked, what would change, who has to decide, and what the person who looks may do. */
export function RequestDetail({ requestId, zone, onChanged }: Props) {
  const { value, error, again, replace } = useAnswer<RequestView, AccessError>(
    useCallback(() => invoke('readRequest', { requestId }), [requestId]),
  );
  if (value === null)
    return error === null ? <Spinner label="Reading the request" /> : <Problem error={error} />;
  return (
    <Stack space="space.150">
      {error !== null && <Problem error={error} title="The request could not be read again" />}
      <Known
        view={value}
        zone={zone}
        onChanged={(view) => {
          replace(view);
          onChanged();
        }}
        onOutdated={() => {
          again();
          onChanged();
        }}
      />
    </Stack>
  );
}

type KnownProps = {
  view: RequestView;
  zone: Zone;
  onChanged: (view: RequestView) => void;
  onOutdated: () => void;
};

function Known({ view, zone, onChanged, onOutdated }: KnownProps) {
  const [before, setBefore] = useState<string[] | null>(null);
  const steps = useSteps({
    view,
    onOutdated,
    onChanged: (changed) => {
      setBefore(changed.planHash === view.planHash ? null : view.plan);
      onChanged(changed);
    },
  });
  return (
    <Stack space="space.250">
      <Summary view={view} zone={zone} />
      <OwnWords by={view.requester} verb="says why:">
        {view.reason}
      </OwnWords>
      <Section title={PLANNED.has(view.state) ? 'What would change' : 'What it changes'}>
        <PlanNow view={view} before={before} steps={steps} />
        {view.may.rehearse && <Rehearsal requestId={view.id} />}
      </Section>
      <Section
        title={view.carried.brokenGlass === null ? 'Who has to approve' : 'Who would have had to approve'}
      >
        <ClauseList clauses={view.clauses} />
      </Section>
      {view.questions.length > 0 && (
        <Section title="Questions">
          <Questions view={view} steps={steps} />
        </Section>
      )}
      {steps.error !== null && <Problem error={steps.error} tone="warning" />}
      <Decision view={view} steps={steps} />
      <BreakGlass view={view} steps={steps} />
      <CarryActions view={view} steps={steps} />
      {view.may.extend && <Extend steps={steps} />}
      {view.may.withdraw && <Withdraw steps={steps} />}
      <Section title="As files">
        <Files id="request" read={(format) => invoke('exportRequest', { requestId: view.id, format })} />
      </Section>
      <Section title="History">
        <History view={view} zone={zone} />
      </Section>
    </Stack>
  );
}

/** Nothing of it is written yet. */
const PLANNED: ReadonlySet<string> = new Set(['PENDING', 'STALE', 'APPROVED']);

/** What the state means, as far as nobody has found otherwise. */
const meaningOf = ({ state, carried: { drifts } }: RequestView): string =>
  drifts.length === 0
    ? STATE_WORDS[state].meaning
    : 'By the record the change is in effect; what was read since says otherwise.';

const Summary = ({ view, zone }: { view: RequestView; zone: Zone }) => (
  <Stack space="space.100">
    <Inline space="space.100" alignBlock="center" shouldWrap>
      <StateLozenge state={view.state} />
      <Text weight="semibold">{plain(view.caller)}</Text>
      {view.operations.map((operation) => (
        <Code key={operation}>{plain(operation)}</Code>
      ))}
    </Inline>
    <Text>{meaningOf(view)}</Text>
    <Carried view={view} zone={zone} />
    <Text size="small" color="color.text.subtle">
      {[
        `Asked ${localTime(view.openedAt, zone)}`,
        ...(view.dueAt === null ? [] : [`${dueWord(view.state)} ${localTime(view.dueAt, zone)}`]),
        ...(view.ticket === null ? [] : [`ticket ${view.ticket}`]),
        `on the page ${view.page.title ?? 'that you cannot see'}`,
      ].join(', ')}
    </Text>
  </Stack>
);
