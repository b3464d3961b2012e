import { Select, Stack } from '@forge/react';

import type { PageAccessView } from '../../../contract/access';
import { durationPhrase } from '../../../domain/access/plan-words';
import { FormField, TextField } from '../../parts/form-field';
import { DurationField } from '../parts/duration-field';
import { TextAreaField } from '../parts/text-area-field';
import { isOfGateway, type Draft } from './ask-draft';
import { CallerFields } from './caller-fields';
import { MeshFields } from './mesh-fields';
import { RouteChoices } from './route-choices';
import { TierFields } from './tier-fields';

/** An environment may be one of the mesh alone. */
const hasGateway = ({
  routes,
  unread,
  workload,
  elsewhere,
}: PageAccessView['environments'][number]): boolean =>
  (workload === null && elsewhere === null) || routes.length + unread.length > 0;

/** What changes, or how it follows from what is there by then. */
export type ChangeDraft = (part: Partial<Draft> | ((before: Draft) => Partial<Draft>)) => void;

type Props = { view: PageAccessView; draft: Draft; change: ChangeDraft };

/** For whom, which routes, how long, why. */
export const AskForm = ({ view, draft, change }: Props) => {
  const { environments, myConsumer, policy } = view;
  const environment = environments.find(({ name }) => name === draft.environment);
  return (
    <Stack space="space.200">
      {environments.length > 1 && (
        <FormField id="environment" label="Environment" required>
          <Select
            inputId="environment"
            options={environments.map(({ name }) => ({ label: name, value: name }))}
            value={{ label: draft.environment, value: draft.environment }}
            onChange={(option: { value: string }) => {
              change({ environment: option.value, routeIds: [] });
            }}
          />
        </FormField>
      )}
      {environment !== undefined && hasGateway(environment) && (
        <CallerFields {...{ draft, myConsumer, change }} pageId={view.page.id} />
      )}
      {environment !== undefined && hasGateway(environment) && (
        <RouteChoices
          environment={environment}
          required={isOfGateway(draft)}
          chosen={draft.routeIds}
          onChange={(routeIds) => {
            change({ routeIds });
          }}
        />
      )}
      {draft.routeIds.length > 0 && (
        <TierFields
          tier={draft.tier}
          onEdit={(edit) => {
            change(({ tier }) => ({ tier: edit(tier) }));
          }}
        />
      )}
      {environment !== undefined && environment.workload !== null && (
        <MeshFields
          workload={environment.workload}
          mesh={draft.mesh}
          onEdit={(edit) => {
            change(({ mesh }) => ({ mesh: edit(mesh) }));
          }}
        />
      )}
      <DurationField
        id="duration"
        label="How long"
        value={draft.durationMs}
        help={`At most ${durationPhrase(policy.maximumDurationMs)}, counted from the approval.`}
        error={
          draft.durationMs !== null && draft.durationMs > policy.maximumDurationMs
            ? `The policy of this space allows at most ${durationPhrase(policy.maximumDurationMs)}.`
            : null
        }
        onChange={(durationMs) => {
          change({ durationMs });
        }}
      />
      <TextAreaField
        id="reason"
        label="Why"
        required
        value={draft.reason}
        placeholder="What the access is needed for"
        help={`At least ${String(policy.reasonMinLength)} characters. Everybody who sees the request reads it.`}
        onChange={(reason) => {
          change({ reason });
        }}
      />
      <TextField
        id="ticket"
        label="Ticket"
        required={policy.ticketRequired}
        value={draft.ticket}
        help={policy.ticketRequired ? 'This space asks for one.' : 'If there is one.'}
        onChange={(ticket) => {
          change({ ticket });
        }}
      />
    </Stack>
  );
};
