import type {
  ConfluenceFailure,
  ConfluencePort,
  PageFacts,
  SpaceFacts,
  StoredBinding,
} from '../../app/ports';
import type { PeopleReading } from '../../domain/access/people';
import type { Binding } from '../../domain/binding';
import { err, ok, type Result } from '../../domain/result';
import type { IsoTime } from '../../domain/time';
import { pagesOf, type MemoryPages, type PageAsker } from './confluence-pages';

/** The app's own account, as whom jobs ask. */
export const APP_ACCOUNT = 'app:gatehouse';

/** Account ids, or everybody: then anonymous visitors too. */
type People = readonly string[] | 'everybody';
type MemoryProperty = { version: number; value: Binding | { unreadable: string } };

/** A site small enough to read. What a test changes in it shows at the next call. */
export type MemorySite = MemoryPages & {
  pages: (PageFacts & { readers: People; editors: readonly string[] })[];
  spaces: (SpaceFacts & { admins: readonly string[] })[];
  /** `members` absent: nobody. */
  groups: { id: string; name: string; members?: readonly string[] }[];
  /** Groups whose members cannot be read to the end. */
  unreadableGroups?: string[];
  /** Who has an account; nobody unless said. */
  accounts?: readonly string[];
  /** Accounts that exist and are closed. */
  closedAccounts?: readonly string[];
  /** Pages in the bin, by id; they are none of `pages` any more. */
  trashed?: readonly string[];
  confluenceAdmins: readonly string[];
  bindings: Map<string, MemoryProperty>;
  /** Pages that the app may not see; it may edit all others. */
  closedToApp?: readonly string[];
  /** What Confluence dates things with; the morning of the example unless said. */
  now?: () => IsoTime;
  /** Why Confluence does not answer; null while it does. */
  unavailable: string | null;
};

/** Confluence as `accountId` sees it; null is an anonymous visitor, `APP_ACCOUNT` the app. */
export const createMemoryConfluence = (site: MemorySite, accountId: string | null): ConfluencePort => {
  const among = (people: People): boolean =>
    people === 'everybody' || (accountId !== null && people.includes(accountId));
  const isApp = accountId === APP_ACCOUNT;
  const call = <T, E extends { code: string }>(
    run: () => Result<T, E>,
  ): Promise<Result<T, E | ConfluenceFailure>> =>
    Promise.resolve(
      site.unavailable === null
        ? structuredClone(run())
        : err({ code: 'CONFLUENCE_UNAVAILABLE', detail: site.unavailable }),
    );
  const isOpenToApp = (pageId: string): boolean => site.closedToApp?.includes(pageId) !== true;
  const visible = (pageId: string) =>
    site.pages.find(({ id, readers }) => id === pageId && (isApp ? isOpenToApp(pageId) : among(readers)));
  const mayEdit = (pageId: string): boolean => {
    const page = visible(pageId);
    return page !== undefined && (isApp || among(page.editors));
  };
  const asker: PageAsker = {
    as: accountId ?? '',
    now: site.now ?? (() => '2026-11-23T10:00:00.000Z'),
    call,
    mayEdit,
    isVisible: (pageId) => visible(pageId) !== undefined,
  };
  return {
    ...bindingsOf(site, asker),
    ...pagesOf(site, asker),
    page: (pageId) =>
      call(() => {
        const page = visible(pageId);
        if (page === undefined) return err({ code: 'PAGE_NOT_VISIBLE' as const });
        const { id, title, spaceId, labels } = page;
        return ok({ id, title, spaceId, labels });
      }),
    mayEdit: (pageId) => call(() => ok(mayEdit(pageId))),
    isSpaceAdmin: (spaceId) =>
      call(() => ok(site.spaces.some(({ id, admins }) => id === spaceId && among(admins)))),
    isConfluenceAdmin: () => call(() => ok(among(site.confluenceAdmins))),
    group: (groupId) =>
      call(() =>
        ok(site.groups.filter(({ id }) => id === groupId).map(({ id, name }) => ({ id, name }))[0] ?? null),
      ),
    searchGroups: (query) =>
      call(() =>
        ok(site.groups.filter(({ name }) => contains(name, query)).map(({ id, name }) => ({ id, name }))),
      ),
    groups: () => call(() => ok({ groups: groupsOf(site), all: true })),
    myGroups: (who) =>
      call((): Result<string[], ConfluenceFailure> => {
        if ((site.unreadableGroups ?? []).length > 0)
          return err({ code: 'CONFLUENCE_UNAVAILABLE', detail: '403' });
        return ok(site.groups.filter(({ members = [] }) => members.includes(who)).map(({ id }) => id));
      }),
    people: (accountIds) => call(() => ok(accountIds.filter((id) => site.accounts?.includes(id) === true))),
    groupMembers: (groupId, atMost = Infinity) => Promise.resolve(membersOf(site, groupId, atMost)),
    spaceAdmins: (spaceId) =>
      call(() =>
        ok({ people: [...(site.spaces.find(({ id }) => id === spaceId)?.admins ?? [])], groupIds: [] }),
      ),
    closedAccounts: (accountIds) =>
      call(() => ok(accountIds.filter((id) => site.closedAccounts?.includes(id) === true))),
    isTrashed: (pageId) => call(() => ok(site.trashed?.includes(pageId) === true)),
    searchSpaces: (query) =>
      call(() =>
        ok(
          site.spaces
            .filter(({ key, name }) => contains(key, query) || contains(name, query))
            .map(({ id, key, name }) => ({ id, key, name }))
            .slice(0, 50),
        ),
      ),
    spaces: (ids) =>
      call(() =>
        ok(site.spaces.filter(({ id }) => ids.includes(id)).map(({ id, key, name }) => ({ id, key, name }))),
      ),
  };
};

const membersOf = (site: MemorySite, groupId: string, atMost: number): PeopleReading => {
  const group = site.groups.find(({ id }) => id === groupId);
  const isHidden = site.unavailable !== null || site.unreadableGroups?.includes(groupId) === true;
  return group === undefined || isHidden || (group.members ?? []).length > atMost
    ? { read: 'incomplete', what: `group ${groupId}` }
    : { read: 'complete', people: [...(group.members ?? [])] };
};

const groupsOf = ({ groups }: MemorySite): { id: string; name: string }[] =>
  groups.map(({ id, name }) => ({ id, name }));

const contains = (text: string, query: string): boolean => text.toLowerCase().includes(query.toLowerCase());

type ReadRefusal =
  { code: 'PAGE_NOT_VISIBLE' } | { code: 'BINDING_UNREADABLE'; detail: string; version: number };

const bindingsOf = (
  site: MemorySite,
  { call, mayEdit, isVisible }: PageAsker,
): Pick<ConfluencePort, 'readBinding' | 'writeBinding'> => ({
  readBinding: (pageId) =>
    call((): Result<StoredBinding, ReadRefusal> => {
      if (!isVisible(pageId)) return err({ code: 'PAGE_NOT_VISIBLE' as const });
      const { version, value } = site.bindings.get(pageId) ?? { version: 0, value: null };
      return value !== null && 'unreadable' in value
        ? err({ code: 'BINDING_UNREADABLE', detail: value.unreadable, version })
        : ok({ version, binding: value });
    }),
  writeBinding: (pageId, version, binding) =>
    call((): Result<StoredBinding, { code: 'CONFLICT' } | { code: 'NOT_PAGE_EDITOR' }> => {
      if (!mayEdit(pageId)) return err({ code: 'NOT_PAGE_EDITOR' });
      if ((site.bindings.get(pageId)?.version ?? 0) !== version) return err({ code: 'CONFLICT' });
      site.bindings.set(pageId, { version: version + 1, value: structuredClone(binding) });
      return ok({ version: version + 1, binding });
    }),
});
