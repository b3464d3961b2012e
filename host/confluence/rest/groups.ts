import { json, v1Error } from './answer';
import type { Call, Endpoint } from './endpoint';
import { offsetPage } from './paging';
import { forKnownCallers, groupView, userView } from './people-views';

const byId = (call: Call): Response => {
  const group = call.state.groups.find((each) => each.id === call.query.get('id'));
  return group === undefined
    ? v1Error(404, `The group with id ${call.query.get('id') ?? ''} does not exist`)
    : json(200, groupView(group));
};

const picker = (call: Call): Response => {
  const query = (call.query.get('query') ?? '').toLowerCase();
  return offsetPage(
    call,
    call.state.groups.filter((group) => group.name.toLowerCase().includes(query)),
    { view: groupView },
  );
};

/** An unknown group has no members and no error either (seen live): whoever trusts the list asks `/group/by-id` first. */
const members = (call: Call): Response => {
  const group = call.state.groups.find((each) => each.id === call.param('groupId'));
  const people = call.state.people.filter((person) => group?.members.includes(person.accountId) === true);
  return offsetPage(call, people, { view: userView });
};

export const groupEndpoints: Endpoint[] = [
  {
    method: 'GET',
    path: '/wiki/rest/api/group',
    handle: forKnownCallers((call) => offsetPage(call, call.state.groups, { view: groupView })),
  },
  { method: 'GET', path: '/wiki/rest/api/group/by-id', handle: forKnownCallers(byId) },
  { method: 'GET', path: '/wiki/rest/api/group/picker', handle: forKnownCallers(picker) },
  {
    method: 'GET',
    path: '/wiki/rest/api/group/{groupId}/membersByGroupId',
    handle: forKnownCallers(members),
  },
];
