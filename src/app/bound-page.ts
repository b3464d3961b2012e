import type { Environment } from '../domain/binding';
import { err, ok, type Result } from '../domain/result';
import type { Viewer } from './authorize';
import type { ConfluencePort, PageFacts } from './ports';
import type { Refusal } from './refusal';

export type BoundPage = { mayEdit: boolean; environments: Environment[] };

/** The page's binding as stored, and whether the viewer may change it. err NOT_BOUND when nothing is chosen yet. */
export async function boundPage(
  confluence: ConfluencePort,
  page: PageFacts,
  viewer: Viewer,
): Promise<Result<BoundPage, Refusal>> {
  const [mayEdit, stored] = await Promise.all([
    viewer.kind === 'anonymous' ? Promise.resolve(ok(false)) : confluence.mayEdit(page.id),
    confluence.readBinding(page.id),
  ]);
  if (!mayEdit.ok) return mayEdit;
  if (!stored.ok) return refusalOf(stored.error);
  const { binding } = stored.value;
  return binding === null
    ? err({ code: 'NOT_BOUND' })
    : ok({ mayEdit: mayEdit.value, environments: binding.environments });
}

const refusalOf = (error: Refusal): Result<never, Refusal> =>
  err(error.detail === undefined ? { code: error.code } : { code: error.code, detail: error.detail });
