import { useProductContext } from '@forge/react';

import type { Zone } from './time';

/** What the platform tells of where we are: the page (a claim that the backend proves) and the reader's language and zone. */
export type Site = Zone & { pageId: string | null; isEditing: boolean };

/** Null until the platform has answered. */
export function useSite(): Site | null {
  const context = useProductContext();
  if (context === undefined) return null;
  const extension = context.extension as { content?: { id?: unknown }; isEditing?: unknown };
  const id = extension.content?.id;
  return {
    locale: context.locale.replace('_', '-'),
    timezone: context.timezone,
    pageId: typeof id === 'string' || typeof id === 'number' ? String(id) : null,
    isEditing: extension.isEditing === true,
  };
}
