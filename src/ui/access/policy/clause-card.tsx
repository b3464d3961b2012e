import { Box, Button, Checkbox, Heading, Inline, Stack, UserPicker, xcss } from '@forge/react';

import { TextField } from '../../parts/form-field';
import type { Edit } from '../../parts/use-edited';
import type { Group } from './groups';
import { GroupPicker } from './group-picker';
import { clauseWords } from './policy-draft';
import type { ClauseDraft } from './policy-draft';

type Props = {
  clause: ClauseDraft;
  index: number;
  known: Group[];
  /** Null removes the clause; absent: it is the only one. */
  onChange: (edit: Edit<ClauseDraft> | null) => void;
  isOnly: boolean;
  onMet: (groups: Group[]) => void;
};

const card = xcss({
  padding: 'space.200',
  borderColor: 'color.border',
  borderStyle: 'solid',
  borderWidth: 'border.width',
  borderRadius: 'radius.medium',
});

/** How many approvals, and of whom; the sentence it makes stands above. */
export const ClauseCard = ({ clause, index, known, onChange, isOnly, onMet }: Props) => {
  const change = (part: Partial<ClauseDraft>) => {
    onChange((before) => ({ ...before, ...part }));
  };
  const nameOf = (id: string) => known.find((group) => group.id === id)?.name ?? 'that is gone';
  const nth = String(index);
  return (
    <Box xcss={card}>
      <Stack space="space.150">
        <Inline spread="space-between" alignBlock="center">
          <Heading as="h4" size="xsmall">
            {clauseWords(clause, nameOf)}
          </Heading>
          {!isOnly && (
            <Button
              appearance="subtle"
              iconBefore="trash"
              onClick={() => {
                onChange(null);
              }}
            >
              Remove this clause
            </Button>
          )}
        </Inline>
        <Box xcss={xcss({ width: '160px' })}>
          <TextField
            id={`clause-${nth}-min`}
            label="Approvals needed"
            value={clause.min}
            onChange={(min) => {
              change({ min });
            }}
          />
        </Box>
        <Checkbox
          id={`clause-${nth}-admins`}
          label="Space admins"
          isChecked={clause.spaceAdmins}
          onChange={() => {
            change({ spaceAdmins: !clause.spaceAdmins });
          }}
        />
        <Checkbox
          id={`clause-${nth}-owners`}
          label="The owner group of the page"
          isChecked={clause.pageOwners}
          onChange={() => {
            change({ pageOwners: !clause.pageOwners });
          }}
        />
        <GroupPicker
          id={`clause-${nth}-groups`}
          chosen={clause.groupIds.map((id) => ({ id, name: nameOf(id) }))}
          onChange={(groups) => {
            onMet(groups);
            change({ groupIds: groups.map(({ id }) => id) });
          }}
        />
        <UserPicker
          name={`clause-${nth}-people`}
          label="Named people"
          isMulti
          defaultValue={clause.people}
          onChange={(people) => {
            change({
              people: ([people].flat() as ({ id: string } | null)[]).flatMap((person) =>
                person === null ? [] : [person.id],
              ),
            });
          }}
        />
      </Stack>
    </Box>
  );
};
