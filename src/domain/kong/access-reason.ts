import type { Plugin } from './entities';

export type PluginRef = { id: string; name: string };

export const refTo = ({ id, name }: Plugin): PluginRef => ({ id, name });

/** Why Kong lets a call pass or not. Sentences are made in `explain-access.ts`. */
export type KongReason = PassReason | RefusalReason | Remark | Doubt;

type PassReason =
  | {
      code: 'AUTHENTICATED';
      plugin: PluginRef;
      /** null: accepted without a consumer. */ consumer: string | null;
    }
  | { code: 'ANONYMOUS'; plugin: PluginRef; consumer: string }
  | { code: 'GROUP_HELD'; plugin: PluginRef; groups: string[] }
  | { code: 'NO_DENIED_GROUP'; plugin: PluginRef; noneOf: string[] }
  | { code: 'ADDRESS_ALLOWED'; plugin: PluginRef; ip: string }
  /** The gateway itself answers, below 400: the service is not reached. `status` null: a function decides. */
  | { code: 'ANSWERED'; plugin: PluginRef; status: number | null }
  | { code: 'NOTHING_REFUSES' };

type RefusalReason =
  | { code: 'SERVICE_DISABLED'; service: string }
  | { code: 'HTTPS_ONLY'; status: number }
  | { code: 'HTTP_ONLY' }
  | { code: 'CREDENTIAL_MISSING'; plugin: PluginRef }
  | { code: 'CREDENTIAL_REFUSED'; plugin: PluginRef }
  | { code: 'ANONYMOUS_CONSUMER_MISSING'; plugin: PluginRef; consumer: string }
  | { code: 'NOBODY_TO_CHECK'; plugin: PluginRef }
  | { code: 'GROUP_MISSING'; plugin: PluginRef; anyOf: string[] }
  | { code: 'GROUP_DENIED'; plugin: PluginRef; groups: string[] }
  | { code: 'ADDRESS_REFUSED'; plugin: PluginRef; ip: string }
  | { code: 'TERMINATED'; plugin: PluginRef; status: number; message: string | null }
  | { code: 'NO_SERVICE' };

/** True beside any verdict. */
type Remark = { code: 'LIMITED'; plugin: PluginRef } | { code: 'INSPECTED'; plugin: PluginRef };

/** Something that is not known and has more than one completion. */
export type Doubt =
  | { code: 'NOT_READ'; part: string }
  | { code: 'CALLER_NOT_KNOWN'; plugin: PluginRef }
  | { code: 'GROUPS_NOT_KNOWN'; plugin: PluginRef }
  | { code: 'ADDRESS_NOT_KNOWN'; plugin: PluginRef }
  | { code: 'SETTING_HIDDEN'; plugin: PluginRef; field: string }
  | { code: 'CONDITION_NOT_KNOWN'; plugin: PluginRef; condition: string }
  | { code: 'DECIDED_ELSEWHERE'; plugin: PluginRef }
  | { code: 'PLUGIN_NOT_KNOWN'; plugin: PluginRef };
