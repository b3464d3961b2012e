import { Checkbox, Stack } from '@forge/react';

import { TextField } from '../../parts/form-field';
import { DurationField } from '../parts/duration-field';
import { Section } from '../parts/section';
import type { PolicyDraft } from './policy-draft';

type Props = { draft: PolicyDraft; change: (part: Partial<PolicyDraft>) => void };

const DURATIONS = [
  ['defaultDurationMs', 'Usual duration', 'What the form offers first.'],
  ['maximumDurationMs', 'Longest duration', 'Of one request.'],
  ['maximumTotalMs', 'Longest with extensions', 'Counted from the first approval.'],
  ['pendingTimeoutMs', 'Undecided requests end after', 'Nobody decided: nothing is changed.'],
] as const;

export const DurationFields = ({ draft, change }: Props) => (
  <Section title="How long">
    <Stack space="space.150">
      {DURATIONS.map(([key, label, help]) => (
        <DurationField
          key={key}
          id={key}
          {...{ label, help }}
          value={draft[key]}
          onChange={(ms) => {
            change({ [key]: ms });
          }}
        />
      ))}
    </Stack>
  </Section>
);

/** What a requester has to say. */
export const AskedForFields = ({ draft, change }: Props) => (
  <Section title="What a request has to say">
    <Stack space="space.150">
      <TextField
        id="reason-length"
        label="Shortest reason, in characters"
        value={draft.reasonMinLength}
        onChange={(reasonMinLength) => {
          change({ reasonMinLength });
        }}
      />
      <Checkbox
        id="asks-for-ticket"
        label="Tickets have to look a certain way"
        isChecked={draft.asksForTicket}
        onChange={() => {
          change({ asksForTicket: !draft.asksForTicket });
        }}
      />
      {draft.asksForTicket && (
        <>
          <TextField
            id="ticket-pattern"
            label="What a ticket looks like"
            value={draft.ticketPattern}
            help="A regular expression (RE2) that the whole ticket matches."
            onChange={(ticketPattern) => {
              change({ ticketPattern });
            }}
          />
          <Checkbox
            id="ticket-required"
            label="No request without a ticket"
            isChecked={draft.ticketRequired}
            onChange={() => {
              change({ ticketRequired: !draft.ticketRequired });
            }}
          />
        </>
      )}
    </Stack>
  </Section>
);
