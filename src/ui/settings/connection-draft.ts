import type { ConnectionDraft, CredentialChange } from '../../contract/defs';
import type { ConnectionView } from '../../contract/views';
import type { KongApi, KonnectRegion, Owner } from '../../domain/connection';
import type { RouterFlavor } from '../../domain/kong/entities';

/** The form's own shape: every field is text, so that nothing typed is lost when the kind of API is switched. */
export type FormDraft = {
  kind: 'kong' | 'kubernetes';
  name: string;
  url: string;
  api: 'admin' | 'konnect';
  workspace: string;
  tokenHeader: string;
  region: KonnectRegion;
  controlPlaneId: string;
  flavor: RouterFlavor;
  ownerPeople: string[];
  ownerGroups: { id: string; name: string }[];
  readerSecret: string;
  readOnly: boolean;
  writerSecret: string;
};

export function formDraftOf(view: ConnectionView | null, kind: 'kong' | 'kubernetes'): FormDraft {
  const target = view?.target;
  const api = target?.kind === 'kong' ? target.api : null;
  return {
    kind: target?.kind ?? kind,
    name: view?.name ?? '',
    url: target?.kind === 'kubernetes' ? target.url : api?.type === 'admin' ? api.url : '',
    api: api?.type ?? 'admin',
    workspace: api?.type === 'admin' ? (api.workspace ?? '') : '',
    tokenHeader: api?.type === 'admin' ? (api.tokenHeader ?? '') : 'Kong-Admin-Token',
    region: api?.type === 'konnect' ? api.region : 'eu',
    controlPlaneId: api?.type === 'konnect' ? api.controlPlaneId : '',
    flavor: api?.type === 'konnect' ? api.flavor : 'traditional_compatible',
    ownerPeople: (view?.owners ?? []).flatMap((owner) => (owner.kind === 'person' ? [owner.accountId] : [])),
    ownerGroups: (view?.owners ?? []).flatMap((owner) =>
      owner.kind === 'group' ? [{ id: owner.groupId, name: owner.name ?? 'a group that is gone' }] : [],
    ),
    readerSecret: '',
    readOnly: view === null || view.writer.state === 'read-only',
    writerSecret: '',
  };
}

const orNull = (text: string): string | null => (text.trim() === '' ? null : text.trim());

export const connectionDraftOf = (form: FormDraft): ConnectionDraft => ({
  name: form.name.trim(),
  target:
    form.kind === 'kubernetes'
      ? { kind: 'kubernetes', url: form.url.trim() }
      : { kind: 'kong', api: apiOf(form) },
  owners: ownersOf(form),
  reader: secretChange(form.readerSecret),
  writer: form.readOnly ? { change: 'read-only' } : secretChange(form.writerSecret),
});

const apiOf = (form: FormDraft): KongApi =>
  form.api === 'konnect'
    ? {
        type: 'konnect',
        region: form.region,
        controlPlaneId: form.controlPlaneId.trim(),
        flavor: form.flavor,
      }
    : {
        type: 'admin',
        url: form.url.trim(),
        workspace: orNull(form.workspace),
        tokenHeader: orNull(form.tokenHeader),
      };

const ownersOf = ({ ownerPeople, ownerGroups }: FormDraft): Owner[] => [
  ...ownerGroups.map(({ id }): Owner => ({ kind: 'group', groupId: id })),
  ...ownerPeople.map((accountId): Owner => ({ kind: 'person', accountId })),
];

const secretChange = (secret: string): CredentialChange =>
  secret === '' ? { change: 'keep' } : { change: 'set', secret };
