import { useState } from 'react';

import { Button, ButtonGroup, Checkbox, Form, FormFooter, Heading, LoadingButton, Stack } from '@forge/react';

import type { AppError } from '../../contract/codes';
import type { ConnectionView } from '../../contract/views';
import { TextField } from '../parts/form-field';
import { invoke } from '../parts/invoke';
import { Problem } from '../parts/problem';
import { connectionDraftOf, formDraftOf } from './connection-draft';
import type { FormDraft } from './connection-draft';
import { KongFields } from './kong-fields';
import { OwnerFields } from './owner-fields';

type Props = {
  view: ConnectionView | null;
  kind: 'kong' | 'kubernetes';
  onSaved: (view: ConnectionView) => void;
  onCancel: () => void;
};

export function ConnectionForm({ view, kind, onSaved, onCancel }: Props) {
  const [form, setForm] = useState(() => formDraftOf(view, kind));
  const [saving, setSaving] = useState(false);
  const [error, setError] = useState<AppError | null>(null);
  const change = (part: Partial<FormDraft>) => {
    setForm((before) => ({ ...before, ...part }));
  };
  const save = async () => {
    setSaving(true);
    const answer = await invoke('saveConnection', {
      id: view?.id ?? null,
      rev: view?.rev ?? 0,
      draft: connectionDraftOf(form),
    });
    setSaving(false);
    if (answer.ok) onSaved(answer.value);
    else setError(answer.error);
  };
  return (
    <Form
      onSubmit={() => {
        void save();
      }}
    >
      <Stack space="space.200">
        <Heading as="h2" size="medium">
          {view === null ? `Connect ${form.kind === 'kong' ? 'Kong' : 'Kubernetes'}` : `Edit ${view.name}`}
        </Heading>
        {error !== null && <Problem error={error} />}
        <TextField
          id="name"
          label="Name"
          required
          value={form.name}
          placeholder={form.kind === 'kong' ? 'Shop gateway' : 'Shop mesh'}
          onChange={(name) => {
            change({ name });
          }}
        />
        {form.kind === 'kong' ? (
          <KongFields form={form} change={change} />
        ) : (
          <TextField
            id="url"
            label="Address of the API server"
            required
            value={form.url}
            placeholder="https://mesh.example.com"
            help="Reachable from the internet under a public certificate, on a port that Forge calls (443, 8443, 8080, …); 6443 is not one."
            onChange={(url) => {
              change({ url });
            }}
          />
        )}
        <OwnerFields form={form} change={change} />
        <Secrets form={form} change={change} view={view} />
      </Stack>
      <FormFooter>
        <ButtonGroup label="Save or cancel">
          <Button appearance="subtle" onClick={onCancel}>
            Cancel
          </Button>
          <LoadingButton appearance="primary" type="submit" isLoading={saving}>
            {view === null ? 'Save and test' : 'Save'}
          </LoadingButton>
        </ButtonGroup>
      </FormFooter>
    </Form>
  );
}

type SecretsProps = {
  form: FormDraft;
  change: (part: Partial<FormDraft>) => void;
  view: ConnectionView | null;
};

/** Secrets go in and never come back: an empty field keeps what is stored. */
function Secrets({ form, change, view }: SecretsProps) {
  const kept = (there: boolean) =>
    there
      ? 'Leave empty to keep the stored one. A new one is used from now on; the old one stays valid until you finish the rotation.'
      : 'Stored in Forge’s secret storage; it is never shown again.';
  const stored = (state: string | undefined) => state === 'set' || state === 'rotating';
  return (
    <Stack space="space.150">
      <TextField
        id="reader-secret"
        label="Reader token"
        secret
        value={form.readerSecret}
        help={kept(stored(view?.reader.state))}
        onChange={(readerSecret) => {
          change({ readerSecret });
        }}
      />
      <Checkbox
        id="read-only"
        label="Read-only: Gatehouse never changes anything through this connection"
        isChecked={form.readOnly}
        onChange={() => {
          change({ readOnly: !form.readOnly });
        }}
      />
      {!form.readOnly && (
        <TextField
          id="writer-secret"
          label="Writer token"
          secret
          value={form.writerSecret}
          help={kept(stored(view?.writer.state))}
          onChange={(writerSecret) => {
            change({ writerSecret });
          }}
        />
      )}
    </Stack>
  );
}
