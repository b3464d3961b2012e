import { useCallback } from 'react';

import { SectionMessage, Select, Spinner } from '@forge/react';

import type { AccessError } from '../../../contract/access-codes';
import type { CallerGroupView } from '../../../contract/audit';
import { FormField } from '../../parts/form-field';
import { invoke } from '../../parts/invoke';
import { Problem } from '../../parts/problem';
import { Sentence } from '../../parts/sentence';
import { useAnswer } from '../../parts/use-answer';

type Props = {
  pageId: string;
  environment: string;
  /** Empty: none. */
  groupId: string;
  onChange: (groupId: string) => void;
};

/** A group that an admin said is a consumer of this gateway. */
export function GroupField({ pageId, environment, groupId, onChange }: Props) {
  const { value, error } = useAnswer<CallerGroupView[], AccessError>(
    useCallback(() => invoke('readCallerGroups', { pageId, environment }), [pageId, environment]),
  );
  if (value === null)
    return error === null ? <Spinner label="Reading the groups" /> : <Problem error={error} />;
  if (value.length === 0)
    return (
      <SectionMessage appearance="information">
        <Sentence>
          No group that you may see is known to be a consumer of this gateway. A Confluence admin says so in
          the settings of Gatehouse.
        </Sentence>
      </SectionMessage>
    );
  const options = value.map((group) => ({ label: labelOf(group), value: group.groupId }));
  return (
    <FormField id="group" label="Group" required help="Everybody in it calls as its consumer.">
      <Select
        inputId="group"
        placeholder="Choose a group"
        options={options}
        value={options.find((option) => option.value === groupId) ?? null}
        onChange={(option: { value: string } | null) => {
          onChange(option?.value ?? '');
        }}
      />
    </FormField>
  );
}

const labelOf = ({ name, consumers }: CallerGroupView): string =>
  consumers.length === 1
    ? `${name}, at the gateway the consumer ${consumers[0] ?? ''}`
    : `${name}, which is several consumers: ask for one by its name`;
