import { useSyncExternalStore } from 'react';
import { site } from '../site/api';
import { boot } from '../site/boot';

export type EgressGroup = {
  key: string;
  description: string;
  configured: { domain: string; type: string[] }[];
};

type Asked = { groups: EgressGroup[]; answer: (approved: boolean) => void };

let asked: Asked | null = null;
const listeners = new Set<() => void>();
const change = (next: Asked | null) => {
  asked = next;
  for (const listener of listeners) listener();
};

/**
 * Asks the administrator before the app may call new hosts, as Atlassian's modal does; the app gets no say in it.
 * @throws when the person is no Confluence administrator, or does not approve.
 */
export const approveEgress = async ({ egresses }: { egresses: EgressGroup[] }): Promise<unknown> => {
  if (!boot.isConfluenceAdmin)
    throw new Error('Only a Confluence administrator can change which hosts an app may call.');
  if (asked !== null) throw new Error('Another approval is waiting for an answer.');
  const approved = await new Promise<boolean>((answer) => {
    change({ groups: egresses, answer });
  });
  change(null);
  if (!approved) throw new Error('The administrator did not approve the hosts.');
  return site.post('/bridge/egress', egresses);
};

export const useEgressQuestion = (): Asked | null =>
  useSyncExternalStore(
    (onChange) => {
      listeners.add(onChange);
      return () => listeners.delete(onChange);
    },
    () => asked,
  );
