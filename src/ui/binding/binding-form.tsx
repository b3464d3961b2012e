import { useState } from 'react';

import { view as bridgeView } from '@forge/bridge';
import { Button, Form, FormFooter, Inline, LoadingButton, SectionMessage, Stack, Text } from '@forge/react';

import type { AccessError } from '../../contract/access-codes';
import type { BindingView } from '../../contract/views';
import { MAX_ENVIRONMENTS } from '../../domain/binding';
import { invoke } from '../parts/invoke';
import { Problem } from '../parts/problem';
import { useEdited } from '../parts/use-edited';
import { bindingOf, draftOf, inWords, problemOf } from './draft';
import type { Draft } from './draft';
import { EnvironmentFields } from './environment-fields';
import { OwnerGroup } from './owner-group';
import { useSuggestions } from './use-suggestions';

const UNNAMED: Draft[number] = { name: '', kong: null, kubernetes: null };

type Props = { view: BindingView; onSaved: (view: BindingView) => void };

export function BindingForm({ view, onSaved }: Props) {
  const { value: draft, latest, edit } = useEdited<Draft>(() => draftOf(view.binding));
  const { save, saving, error } = useSave(view, onSaved);
  const suggested = useSuggestions(view.page.id);
  const problem = problemOf(draft);
  return (
    <Form
      onSubmit={() => {
        if (problemOf(latest()) === null) void save(latest());
      }}
    >
      <Stack space="space.200">
        {view.problem !== null && (
          <Problem error={{ code: 'BINDING_UNREADABLE', detail: view.problem }} tone="warning" />
        )}
        {error !== null && <Problem error={error} />}
        {error?.code === 'LIVE_GRANTS' && (
          <Inline>
            <LoadingButton
              appearance="danger"
              isLoading={saving}
              onClick={() => {
                void save(latest(), true);
              }}
            >
              Save, and end this access
            </LoadingButton>
          </Inline>
        )}
        <Text color="color.text.subtle">
          Only what a Confluence admin allowed for this space can be chosen. All Gatehouse macros of the page
          share this choice.
        </Text>
        {draft.map((environment, index) => (
          <EnvironmentFields
            key={index}
            {...{ environment, index, suggested }}
            pageId={view.page.id}
            alone={draft.length === 1}
            onChange={(part) => {
              edit((before) => before.map((old, nth) => (nth === index ? { ...old, ...part } : old)));
            }}
            onRemove={() => {
              edit((before) => before.filter((_, nth) => nth !== index));
            }}
          />
        ))}
        <Inline>
          <Button
            appearance="subtle"
            iconBefore="add"
            isDisabled={draft.length >= MAX_ENVIRONMENTS}
            onClick={() => {
              edit((before) => (before.length < MAX_ENVIRONMENTS ? [...before, UNNAMED] : before));
            }}
          >
            Add an environment
          </Button>
        </Inline>
        <OwnerGroup view={view} onSaved={onSaved} />
        {problem !== null && (
          <SectionMessage appearance="information">
            <Text>{problem}</Text>
          </SectionMessage>
        )}
      </Stack>
      <FormFooter>
        <LoadingButton appearance="primary" type="submit" isLoading={saving} isDisabled={problem !== null}>
          Save
        </LoadingButton>
      </FormFooter>
    </Form>
  );
}

/** Saves the binding on the page, then closes the dialog with the macro's own configuration: what it is bound to, in words. */
function useSave(view: BindingView, onSaved: (view: BindingView) => void) {
  const [saving, setSaving] = useState(false);
  const [error, setError] = useState<AccessError | null>(null);
  const save = async (draft: Draft, endsGrants?: true) => {
    setSaving(true);
    const answer = await invoke('saveBinding', {
      pageId: view.page.id,
      version: view.version,
      binding: bindingOf(draft),
      ...(endsGrants === undefined ? {} : { endsGrants }),
    });
    setSaving(false);
    if (!answer.ok) {
      setError(answer.error);
      return;
    }
    setError(null);
    onSaved(answer.value);
    await bridgeView.submit({ config: { boundTo: inWords(draft) } });
  };
  return { save, saving, error };
}
