import type { JsonObject } from '../../src/domain/json';
import { decideAccess } from '../../src/domain/kong/access';
import type { Credential } from '../../src/domain/kong/caller';
import type { Plugin } from '../../src/domain/kong/entities';
import { indexKong } from '../../src/domain/kong/snapshot';
import { aConsumer, aPlugin, aRoute, aSnapshot, anAcl } from '../domain/kong/builders';
import { compare, type Suite } from './suite';

type AclCase = {
  acl: JsonObject | null;
  auth: string;
  authenticated_groups: string[] | null;
  /** `none`, `bad-key`, or such as `key:one+basic:bad`. */
  credentials: string;
  expect: { status: number; message?: string };
};

/** Access decisions of key-auth, basic-auth and acl; groups and credentials as the file's legends say. */
export const kongAcl: Suite = (file) => {
  const groups: Record<string, string[]> = {
    ...(file['consumer_groups'] as Record<string, string[]>),
    anon: [],
    'anon-g1': ['g1'],
  };
  const consumers = Object.keys(groups).map((name) => aConsumer(name));
  const acls = Object.entries(groups).flatMap(([consumer, names]) =>
    names.map((group) => anAcl(consumer, group)),
  );

  return (aCase) => {
    const { acl, auth, authenticated_groups, credentials, expect } = aCase as unknown as AclCase;
    const plugins = [...authPlugins(auth), ...(acl === null ? [] : [aPlugin('acl', { config: acl })])];
    const decision = decideAccess(indexKong(aSnapshot({ consumers, acls, plugins })), aRoute(), {
      credentials: credentials.split('+').flatMap(credential),
      ip: '127.0.0.1',
      authenticatedGroups: authenticated_groups,
      scheme: 'http',
    });
    // An allowed call is answered by the upstream of the measurement, with 200 and no message.
    const got =
      decision.verdict === 'allowed'
        ? { status: 200 }
        : { status: decision.status, message: decision.message };
    return compare(
      { status: expect.status, ...(expect.message === undefined ? {} : { message: expect.message }) },
      got,
    );
  };
};

const authPlugins = (auth: string): Plugin[] => {
  switch (auth) {
    case 'none':
      return [];
    case 'key':
      return [aPlugin('key-auth')];
    case 'key-anon':
      return [aPlugin('key-auth', { config: { anonymous: 'anon' } })];
    case 'key-anon-g1':
      return [aPlugin('key-auth', { config: { anonymous: 'anon-g1' } })];
    case 'key+basic':
      return [aPlugin('key-auth'), aPlugin('basic-auth')];
    case 'key|basic-anon':
      return ['key-auth', 'basic-auth'].map((name) => aPlugin(name, { config: { anonymous: 'anon' } }));
    default:
      throw new Error(`unknown auth kind ${auth}`);
  }
};

const credential = (text: string): Credential[] => {
  if (text === 'none') return [];
  const [kind = '', name = 'bad'] = text === 'bad-key' ? ['key', 'bad'] : text.split(':');
  const plugin = `${kind}-auth`;
  return [
    name === 'bad'
      ? { kind: plugin, state: 'refused' }
      : { kind: plugin, state: 'accepted', consumerId: name },
  ];
};
