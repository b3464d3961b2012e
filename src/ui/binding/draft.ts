import type { Binding, Environment } from '../../domain/binding';

/** What is being edited: environments whose parts may still be missing. */
export type Draft = Environment[];

export const draftOf = (binding: Binding | null): Draft =>
  binding?.environments ?? [{ name: 'production', kong: null, kubernetes: null }];

/** Why the draft cannot be saved yet, or null. */
export function problemOf(draft: Draft): string | null {
  const nameless = draft.find(({ name }) => name.trim() === '');
  if (nameless !== undefined) return 'Give every environment a name.';
  const names = draft.map(({ name }) => name.trim().toLowerCase());
  if (new Set(names).size < names.length) return 'Two environments have the same name.';
  const empty = draft.find(({ kong, kubernetes }) => kong === null && kubernetes === null);
  return empty === undefined ? null : `Choose a Kong service or a workload for ${empty.name}.`;
}

export const bindingOf = (draft: Draft): Binding => ({
  v: 1,
  environments: draft.map((environment) => ({ ...environment, name: environment.name.trim() })),
});

/** `orders and workload orders/app=orders`: what the page's macro list shows. */
export const inWords = (draft: Draft): string =>
  draft
    .map(({ kong, kubernetes }) =>
      [
        kong === null ? null : (kong.service ?? `tag ${kong.tag}`),
        kubernetes === null ? null : `${kubernetes.namespace}/${Object.values(kubernetes.labels).join(',')}`,
      ]
        .filter(Boolean)
        .join(' and '),
    )
    .join('; ');
