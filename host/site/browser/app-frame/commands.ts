import type { Doc } from '../ui-kit/doc';
import { site } from '../site/api';
import { boot } from '../site/boot';
import { closeFlag, showFlag, type FlagData } from '../site/flags';
import { approveEgress } from './egress';
import { appEvents } from './events';
import { addressOf, goTo } from './navigation';
import { contextOf, type Placement } from './placement';

export type ModalRequest = {
  resource: string | null;
  title: string;
  size: unknown;
  context: unknown;
  closeOnEscape: boolean;
  closeOnOverlayClick: boolean;
  onClose: (payload?: unknown) => void;
};

/** What the frame's component offers its commands. */
export type FrameFace = {
  placement(): Placement;
  show(doc: Doc): void;
  fail(message: string): void;
  openModal(request: ModalRequest): void;
};

type Commands = Record<string, (data: Record<string, unknown>) => unknown>;
const done = () => undefined;

const calls = (face: FrameFace): Commands => ({
  invoke: async ({ functionKey, payload, metadata, invokeType }) => {
    if (invokeType !== undefined)
      throw new Error(`invoking a ${JSON.stringify(invokeType)} is not implemented in the local host`);
    const placement = face.placement();
    const { extension, localId } = contextOf(placement);
    const body = {
      moduleKey: placement.module.key,
      functionKey,
      payload: payload ?? {},
      context: { extension, localId },
    };
    const { value } = (await site.post('/bridge/invoke', body)) as { value: unknown };
    return metadata === undefined ? value : { body: value, metadata: {} };
  },
  fetchProduct: (request) => site.post('/bridge/fetch-product', request),
});

const views = (face: FrameFace): Commands => ({
  reconcile: ({ forgeDoc }) => {
    face.show(forgeDoc as Doc);
  },
  onError: ({ error }) => {
    face.fail(error instanceof Error ? error.message : String(error));
  },
  getContext: () => contextOf(face.placement()),
  submit: (payload) => face.placement().onSubmit?.(payload) ?? false,
  close: (payload) => {
    const { onClose } = face.placement();
    onClose?.(payload);
    return onClose !== undefined;
  },
  refresh: () => {
    location.reload();
  },
  openModal: (request) => {
    face.openModal(request as ModalRequest);
  },
  enableTheming: done,
  emitReadyEvent: done,
  getFrameId: () => `${face.placement().module.key}-${face.placement().localId}`,
  changeWindowTitle: (title) => {
    if (typeof title === 'string') document.title = title;
  },
});

const listen = ({ event, callback }: Record<string, unknown>) => {
  const off = appEvents.on(String(event), callback as (payload: unknown) => void);
  return { unsubscribe: off };
};
const say = ({ event, payload }: Record<string, unknown>) => {
  appEvents.emit(String(event), payload);
};

const siteWide: Commands = {
  on: listen,
  onPublic: listen,
  emit: say,
  emitPublic: say,
  showFlag: (flag) => {
    showFlag(flag as FlagData);
  },
  closeFlag: ({ id }) => {
    closeFlag(id as string);
  },
  navigate: (location) => {
    goTo(location);
  },
  getUrl: (location) => new URL(addressOf(location), window.location.origin).href,
  reload: () => {
    location.reload();
  },
  isRovoEnabled: () => false,
  getCookieConsentPreferences: () => null,
  fetchUserRecommendations: () =>
    boot.people.map(({ accountId, displayName }) => ({ id: accountId, name: displayName })),
};

const egress: Commands = {
  __permission__egressGet: (payload) => {
    const keys = (payload['keys'] as string[] | undefined) ?? [];
    return site.get(`/bridge/egress?${new URLSearchParams(keys.map((key) => ['key', key])).toString()}`);
  },
  __permission__egressSet: (payload) => approveEgress(payload as Parameters<typeof approveEgress>[0]),
  __permission__egressDeleteGroup: ({ key }) =>
    site.delete(`/bridge/egress?${new URLSearchParams({ key: String(key) }).toString()}`),
  __permission__egressDeleteDomain: ({ key, domain }) =>
    site.delete(
      `/bridge/egress?${new URLSearchParams({ key: String(key), domain: String(domain) }).toString()}`,
    ),
};

/** Answers the bridge commands of facts/forge.md §3. @throws (to the app) for a command that is not among them. */
export const createCommands = (face: FrameFace) => {
  const commands: Commands = { ...calls(face), ...views(face), ...siteWide, ...egress };
  return (command: string, data: unknown): unknown => {
    const run = Object.hasOwn(commands, command) ? commands[command] : undefined;
    if (run === undefined)
      throw new Error(`The bridge command ${command} is not implemented in the local host.`);
    return run((data ?? {}) as Record<string, unknown>);
  };
};
