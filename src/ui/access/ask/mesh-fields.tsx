import { Checkbox, RadioGroup, Stack } from '@forge/react';

import { FormField, TextField, textOf } from '../../parts/form-field';
import type { Edit } from '../../parts/use-edited';
import { TextAreaField } from '../parts/text-area-field';
import { EMPTY_MESH, type MeshDraft } from './mesh-draft';

type Props = {
  /** As people call it. */
  workload: string;
  mesh: MeshDraft | null;
  onEdit: (edit: Edit<MeshDraft | null>) => void;
};

/** Calls of the workload in the mesh, beside or instead of routes at the gateway. */
export const MeshFields = ({ workload, mesh, onEdit }: Props) => (
  <Stack space="space.100">
    <Checkbox
      id="wants-mesh"
      label={`Calls in the mesh, of ${workload}`}
      isChecked={mesh !== null}
      onChange={() => {
        onEdit((before) => (before === null ? EMPTY_MESH : null));
      }}
    />
    {mesh !== null && (
      <Fields
        mesh={mesh}
        change={(part) => {
          onEdit((before) => ({ ...(before ?? EMPTY_MESH), ...part }));
        }}
      />
    )}
  </Stack>
);

const Fields = ({ mesh, change }: { mesh: MeshDraft; change: (part: Partial<MeshDraft>) => void }) => (
  <Stack space="space.100">
    <FormField id="mesh-caller" label="Who calls in the mesh">
      <RadioGroup
        name="mesh-caller"
        value={mesh.caller}
        options={[
          { name: 'mesh-caller', value: 'account', label: 'A service account of this mesh' },
          { name: 'mesh-caller', value: 'principal', label: 'A principal, also of another trust domain' },
        ]}
        onChange={(event) => {
          change({ caller: textOf(event) === 'principal' ? 'principal' : 'account' });
        }}
      />
    </FormField>
    {mesh.caller === 'account' ? (
      <TextField
        id="mesh-account"
        label="Service account"
        required
        value={mesh.account}
        placeholder="payments/refunds"
        help="Its namespace and its name."
        onChange={(account) => {
          change({ account });
        }}
      />
    ) : (
      <TextField
        id="mesh-principal"
        label="Principal"
        required
        value={mesh.principal}
        placeholder="partner.example/ns/shop/sa/buyer"
        help="As its certificate says it, without spiffe://."
        onChange={(principal) => {
          change({ principal });
        }}
      />
    )}
    <TextField
      id="mesh-methods"
      label="Methods"
      value={mesh.methods}
      placeholder="GET, POST"
      help="None: any."
      onChange={(methods) => {
        change({ methods });
      }}
    />
    <TextAreaField
      id="mesh-paths"
      label="Paths"
      value={mesh.paths}
      placeholder="/orders/*"
      help="One a line; a * may stand at the end. None: any."
      onChange={(paths) => {
        change({ paths });
      }}
    />
  </Stack>
);
