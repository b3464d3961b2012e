import { refTo } from '../access-reason';
import type { KnownPlugin } from '../known-plugins';
import { acl } from './acl';
import { answer } from './answer';
import { authentication } from './authentication';
import { certainly, either, goesOn, refuses, type Gate } from './gate';
import { ipRestriction } from './ip-restriction';

/** The gate that stands for a plugin. null: nobody here knows it, so it may do anything. */
export const gateOf = (known: KnownPlugin | null): Gate => {
  switch (known?.role) {
    case 'authenticates':
      return authentication;
    case 'compares groups':
      return acl;
    case 'compares addresses':
      return ipRestriction;
    case 'answers':
      return answer;
    case 'limits':
      return (plugin, { identity }) =>
        certainly(goesOn(identity, { code: 'LIMITED', plugin: refTo(plugin) }));
    case 'inspects':
      return (plugin, { identity }) =>
        certainly(goesOn(identity, { code: 'INSPECTED', plugin: refTo(plugin) }));
    case 'passes':
      return (_plugin, { identity }) => certainly(goesOn(identity));
    case 'decides':
      return decidedElsewhere;
    case 'impersonates':
      return anythingAfter('DECIDED_ELSEWHERE');
    case undefined:
      return anythingAfter('PLUGIN_NOT_KNOWN');
  }
};

const decidedElsewhere: Gate = (plugin, { identity }) => {
  const doubt = { code: 'DECIDED_ELSEWHERE', plugin: refTo(plugin) } as const;
  return either(doubt, goesOn(identity), refuses(doubt, null));
};

/** Code may refuse, send a credential of its own or name another consumer: whoever comes out is uncertain. */
const anythingAfter =
  (code: 'DECIDED_ELSEWHERE' | 'PLUGIN_NOT_KNOWN'): Gate =>
  (plugin) => {
    const doubt = { code, plugin: refTo(plugin) } as const;
    return either(doubt, goesOn({ kind: 'uncertain' }), refuses(doubt, null));
  };
