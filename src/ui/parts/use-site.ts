import { useProductContext } from '@forge/react';

import type { Zone } from './time';

/** What the platform tells of where we are: the page (a claim that the backend proves) and the reader's language and zone. */
export type Site = Zone & {
  accountId: string | null;
  pageId: string | null;
  spaceId: string | null;
  isEditing: boolean;
};

/** Null until the platform has answered. */
export function useSite(): Site | null {
  const context = useProductContext();
  if (context === undefined) return null;
  const extension = context.extension as {
    content?: { id?: unknown };
    space?: { id?: unknown };
    isEditing?: unknown;
  };
  return {
    locale: context.locale.replace('_', '-'),
    timezone: context.timezone,
    accountId: context.accountId ?? null,
    pageId: idOf(extension.content),
    spaceId: idOf(extension.space),
    isEditing: extension.isEditing === true,
  };
}

const idOf = (thing: { id?: unknown } | undefined): string | null => {
  const id = thing?.id;
  return typeof id === 'string' || typeof id === 'number' ? String(id) : null;
};
