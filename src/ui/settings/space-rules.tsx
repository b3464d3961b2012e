import { useCallback, useState } from 'react';

import {
  Box,
  Button,
  Heading,
  Inline,
  LoadingButton,
  SectionMessage,
  Select,
  Stack,
  Text,
  xcss,
} from '@forge/react';

import type { AppError } from '../../contract/codes';
import type { ConnectionView, SpaceChoice } from '../../contract/views';
import type { RuleScope, SpaceRule } from '../../domain/space-rules';
import { NOTHING } from '../../domain/space-rules';
import { FormField, TextField } from '../parts/form-field';
import { invoke } from '../parts/invoke';
import { Problem } from '../parts/problem';
import { useAnswer } from '../parts/use-answer';
import { useEdited } from '../parts/use-edited';
import type { Edit } from '../parts/use-edited';
import { useSettled } from '../parts/use-settled';
import { listOf, textOfList } from './name-list';

type Rule = ConnectionView['spaceRules'][number];
type Props = { view: ConnectionView; onSaved: (view: ConnectionView) => void };

/** What each space may show, and what requests from it may change. A space that is not listed may do nothing. */
export function SpaceRules({ view, onSaved }: Props) {
  const { value: rules, latest, edit: editRules } = useEdited<Rule[]>(() => view.spaceRules);
  const [saving, setSaving] = useState(false);
  const [error, setError] = useState<AppError | null>(null);
  const [saved, setSaved] = useState(false);
  const save = async () => {
    setSaving(true);
    const answer = await invoke('saveSpaceRules', {
      id: view.id,
      rev: view.rev,
      rules: latest().map(({ spaceId, show, change }): SpaceRule => ({ spaceId, show, change })),
    });
    setSaving(false);
    setError(answer.ok ? null : answer.error);
    setSaved(answer.ok);
    if (answer.ok) onSaved(answer.value);
  };
  const change = (edit: Edit<Rule[]>) => {
    setSaved(false);
    editRules(edit);
  };
  const put = (spaceId: string, edit: Edit<Rule>) => {
    change((before) => before.map((rule) => (rule.spaceId === spaceId ? edit(rule) : rule)));
  };
  return (
    <Stack space="space.200">
      <Text color="color.text.subtle">
        Names are exact and separated by commas; a single * means all. Whoever can make a page in a space can
        show what the space may show.
      </Text>
      {error !== null && <Problem error={error} />}
      {rules.length === 0 && (
        <SectionMessage appearance="information">
          <Text>No space may show anything of this connection yet.</Text>
        </SectionMessage>
      )}
      {rules.map((rule) => (
        <RuleCard
          key={rule.spaceId}
          rule={rule}
          kind={view.target.kind}
          onChange={(edit) => {
            put(rule.spaceId, edit);
          }}
          onRemove={() => {
            change((before) => before.filter(({ spaceId }) => spaceId !== rule.spaceId));
          }}
        />
      ))}
      <AddSpace
        taken={rules.map(({ spaceId }) => spaceId)}
        onAdd={(space) => {
          change((before) => [...before, { spaceId: space.id, show: NOTHING, change: NOTHING, space }]);
        }}
      />
      <Inline space="space.150" alignBlock="center">
        <LoadingButton
          appearance="primary"
          isLoading={saving}
          onClick={() => {
            void save();
          }}
        >
          Save the rules
        </LoadingButton>
        {saved && <Text color="color.text.success">Saved; it counts at once.</Text>}
      </Inline>
    </Stack>
  );
}

const card = xcss({
  padding: 'space.200',
  borderColor: 'color.border',
  borderStyle: 'solid',
  borderWidth: 'border.width',
  borderRadius: 'radius.medium',
});

type CardProps = {
  rule: Rule;
  kind: 'kong' | 'kubernetes';
  onChange: (edit: Edit<Rule>) => void;
  onRemove: () => void;
};

const RuleCard = ({ rule, kind, onChange, onRemove }: CardProps) => (
  <Box xcss={card}>
    <Stack space="space.150">
      <Inline spread="space-between" alignBlock="center">
        <Heading as="h3" size="xsmall">
          {rule.space === null
            ? `A space you cannot see (${rule.spaceId})`
            : `${rule.space.name} (${rule.space.key})`}
        </Heading>
        <Button appearance="subtle" spacing="compact" onClick={onRemove}>
          Remove
        </Button>
      </Inline>
      {(['show', 'change'] as const).map((verb) => (
        <ScopeFields
          key={verb}
          id={`${verb}-${rule.spaceId}`}
          title={verb === 'show' ? 'May show' : 'May ask to change'}
          kind={kind}
          scope={rule[verb]}
          onChange={(edit) => {
            onChange((before) => ({ ...before, [verb]: edit(before[verb]) }));
          }}
        />
      ))}
    </Stack>
  </Box>
);

type ScopeProps = {
  id: string;
  title: string;
  kind: 'kong' | 'kubernetes';
  scope: RuleScope;
  onChange: (edit: Edit<RuleScope>) => void;
};

const ScopeFields = ({ id, title, kind, scope, onChange }: ScopeProps) =>
  kind === 'kubernetes' ? (
    <NameList
      id={`${id}-namespaces`}
      label={`${title}: namespaces`}
      placeholder="orders, payments"
      names={scope.namespaces}
      onChange={(namespaces) => {
        onChange((before) => ({ ...before, namespaces }));
      }}
    />
  ) : (
    <Stack space="space.100">
      <NameList
        id={`${id}-services`}
        label={`${title}: services`}
        placeholder="orders, checkout"
        names={scope.services}
        onChange={(services) => {
          onChange((before) => ({ ...before, services }));
        }}
      />
      <NameList
        id={`${id}-tags`}
        label={`${title}: services with one of these tags`}
        placeholder="team:orders"
        names={scope.tags}
        onChange={(tags) => {
          onChange((before) => ({ ...before, tags }));
        }}
      />
    </Stack>
  );

type NameListProps = {
  id: string;
  label: string;
  placeholder: string;
  names: string[];
  onChange: (names: string[]) => void;
};

/** Keeps the text as typed, so that a comma can be typed at all; the names are what it means. */
function NameList({ id, label, placeholder, names, onChange }: NameListProps) {
  const [text, setText] = useState(() => textOfList(names));
  return (
    <TextField
      {...{ id, label, placeholder }}
      value={text}
      onChange={(typed) => {
        setText(typed);
        onChange(listOf(typed));
      }}
    />
  );
}

function AddSpace({ taken, onAdd }: { taken: string[]; onAdd: (space: SpaceChoice) => void }) {
  const [typed, setTyped] = useState('');
  const query = useSettled(typed, 300);
  const { value, busy } = useAnswer(useCallback(() => invoke('searchSpaces', { query }), [query]));
  const spaces = (value ?? []).filter(({ id }) => !taken.includes(id));
  return (
    <FormField id="add-space" label="Add a space">
      <Select
        inputId="add-space"
        isLoading={busy}
        placeholder="Search a space"
        value={null}
        options={spaces.map(({ id, key, name }) => ({ label: `${name} (${key})`, value: id }))}
        onInputChange={(text: string) => {
          setTyped(text);
        }}
        onChange={(option: { value: string } | null) => {
          const space = spaces.find(({ id }) => id === option?.value);
          if (space !== undefined) onAdd(space);
        }}
      />
    </FormField>
  );
}
