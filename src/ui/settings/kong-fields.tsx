import { RadioGroup, Select, Stack } from '@forge/react';

import { KONNECT_REGIONS } from '../../domain/connection';
import type { KonnectRegion } from '../../domain/connection';
import type { RouterFlavor } from '../../domain/kong/entities';
import { FormField, TextField, textOf } from '../parts/form-field';
import type { FormDraft } from './connection-draft';

type Props = { form: FormDraft; change: (part: Partial<FormDraft>) => void };

const APIS = [
  { name: 'api', value: 'admin', label: 'Admin API (Kong Gateway OSS or Enterprise)' },
  { name: 'api', value: 'konnect', label: 'Konnect' },
];
const FLAVORS: RouterFlavor[] = ['traditional_compatible', 'traditional', 'expressions'];

export const KongFields = ({ form, change }: Props) => (
  <Stack space="space.200">
    <FormField id="api" label="Which API">
      <RadioGroup
        name="api"
        options={APIS}
        value={form.api}
        onChange={(event) => {
          change({ api: textOf(event) === 'konnect' ? 'konnect' : 'admin' });
        }}
      />
    </FormField>
    {form.api === 'admin' ? (
      <AdminFields form={form} change={change} />
    ) : (
      <KonnectFields form={form} change={change} />
    )}
  </Stack>
);

const AdminFields = ({ form, change }: Props) => (
  <Stack space="space.200">
    <TextField
      id="url"
      label="Address of the Admin API"
      required
      value={form.url}
      placeholder="https://kong.example.com:8444"
      help="https, under a public certificate, on a port that Forge calls; 8001 is not one."
      onChange={(url) => {
        change({ url });
      }}
    />
    <TextField
      id="workspace"
      label="Workspace"
      value={form.workspace}
      placeholder="default"
      help="Enterprise only; empty is the default workspace."
      onChange={(workspace) => {
        change({ workspace });
      }}
    />
    <TextField
      id="token-header"
      label="Token header"
      value={form.tokenHeader}
      placeholder="Kong-Admin-Token"
      help="The header that carries the token; empty if the API asks for none."
      onChange={(tokenHeader) => {
        change({ tokenHeader });
      }}
    />
  </Stack>
);

const KonnectFields = ({ form, change }: Props) => (
  <Stack space="space.200">
    <FormField id="region" label="Region" required>
      <Select
        inputId="region"
        options={KONNECT_REGIONS.map(optionOf)}
        value={optionOf(form.region)}
        onChange={(option: { value: KonnectRegion }) => {
          change({ region: option.value });
        }}
      />
    </FormField>
    <TextField
      id="control-plane"
      label="Control plane id"
      required
      value={form.controlPlaneId}
      placeholder="00000000-0000-0000-0000-000000000000"
      onChange={(controlPlaneId) => {
        change({ controlPlaneId });
      }}
    />
    <FormField
      id="flavor"
      label="Router flavor of its data planes"
      help="Konnect does not tell; look into the data planes’ kong.conf."
      required
    >
      <Select
        inputId="flavor"
        options={FLAVORS.map(optionOf)}
        value={optionOf(form.flavor)}
        onChange={(option: { value: RouterFlavor }) => {
          change({ flavor: option.value });
        }}
      />
    </FormField>
  </Stack>
);

const optionOf = <T extends string>(value: T) => ({ label: value, value });
