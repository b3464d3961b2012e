import type { GroupRecord, PersonRecord } from '../site-state';
import { v1Error } from './answer';
import type { Call } from './endpoint';

/** A person as v1 shows them. E-mail is left empty, as for people whose profile does not show it. */
export const userView = (person: PersonRecord): object => ({
  type: 'known',
  accountId: person.accountId,
  accountType: person.accountType,
  email: '',
  publicName: person.displayName,
  displayName: person.displayName,
  timeZone: person.timeZone,
  isExternalCollaborator: false,
  profilePicture: { path: '/wiki/aa-avatar/default.png', width: 48, height: 48, isDefault: true },
  _links: {},
});

export const groupView = ({ id, name }: GroupRecord): object => ({ type: 'group', id, name, _links: {} });

/** v1's people and groups are for those with access to the site. */
export const forKnownCallers = (handle: (call: Call) => Response) => (call: Call) =>
  call.viewer.as === 'anonymous'
    ? v1Error(403, 'Current user not permitted to use Confluence')
    : handle(call);
