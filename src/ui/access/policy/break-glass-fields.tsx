import { useState } from 'react';

import { Checkbox, Stack, Text } from '@forge/react';

import type { BreakGlass, Electorate } from '../../../domain/access/policy';
import type { Edit } from '../../parts/use-edited';
import { DurationField } from '../parts/duration-field';
import { GroupPicker } from './group-picker';
import type { Group } from './groups';
import type { BreakGlassDraft } from './policy-draft';

type Props = {
  breakGlass: BreakGlassDraft | null;
  known: Group[];
  onChange: (edit: Edit<BreakGlassDraft | null>) => void;
};

const HOUR = 3_600_000;

const FIRST: BreakGlass = {
  mayDeclare: [{ kind: 'space-admins' }],
  maximumMs: 4 * HOUR,
  reviewWithinMs: 72 * HOUR,
};

/** Who may take access without approval, for how long, and how soon that has to be judged. */
export function BreakGlassFields({ breakGlass, known, onChange }: Props) {
  const [met, setMet] = useState<Group[]>([]);
  return (
    <Stack space="space.150">
      <Checkbox
        id="break-glass"
        label="Some people may take access without approval, in an emergency"
        isChecked={breakGlass !== null}
        onChange={() => {
          onChange((before) => (before === null ? FIRST : null));
        }}
      />
      {breakGlass !== null && (
        <Fields
          breakGlass={breakGlass}
          known={[...known, ...met]}
          onMet={(groups) => {
            setMet((before) => [...before, ...groups]);
          }}
          change={(part) => {
            onChange((before) => before && { ...before, ...part });
          }}
        />
      )}
    </Stack>
  );
}

type FieldsProps = {
  breakGlass: BreakGlassDraft;
  known: Group[];
  onMet: (groups: Group[]) => void;
  change: (part: Partial<BreakGlassDraft>) => void;
};

function Fields({
  breakGlass: { mayDeclare, maximumMs, reviewWithinMs },
  known,
  onMet,
  change,
}: FieldsProps) {
  const admins = mayDeclare.some(({ kind }) => kind === 'space-admins');
  const groupIds = mayDeclare.flatMap((one) => (one.kind === 'group' ? one.groupId : []));
  const others = mayDeclare.filter(({ kind }) => kind !== 'space-admins' && kind !== 'group');
  const set = (withAdmins: boolean, groups: string[]) => {
    const named: Electorate[] = groups.map((groupId) => ({ kind: 'group', groupId }));
    change({ mayDeclare: [...(withAdmins ? [{ kind: 'space-admins' } as const] : []), ...named, ...others] });
  };
  return (
    <Stack space="space.150">
      <Text color="color.text.subtle">
        Everybody who decides, and the space admins, are told at once by comments on the page that mention
        them, also where this space said no to comments. Page and panel show it while it lasts, and somebody
        who had no part in it judges it afterwards.
      </Text>
      <Checkbox
        id="break-glass-admins"
        label="Space admins"
        isChecked={admins}
        onChange={() => {
          set(!admins, groupIds);
        }}
      />
      <GroupPicker
        id="break-glass-groups"
        chosen={groupIds.map((id) => known.find((group) => group.id === id) ?? { id, name: id })}
        onChange={(groups) => {
          onMet(groups);
          set(
            admins,
            groups.map(({ id }) => id),
          );
        }}
      />
      <DurationField
        id="break-glass-maximum"
        label="At most"
        help="However long is asked for."
        value={maximumMs}
        onChange={(ms) => {
          change({ maximumMs: ms });
        }}
      />
      <DurationField
        id="break-glass-review"
        label="Judged within"
        help="Counted from the end of the access."
        value={reviewWithinMs}
        onChange={(ms) => {
          change({ reviewWithinMs: ms });
        }}
      />
    </Stack>
  );
}
