import type { KongTest, SourceFailure } from '../../app/ports';
import { err, ok, type Result } from '../../domain/result';
import type { KongLine } from './line';
import { readNode } from './read-target';

const PARTS = ['services', 'routes', 'plugins', 'consumers', 'acls'] as const;

/** What answers, and which collections the credential may list, tried with pages of one. */
export const testConnection = async (line: KongLine): Promise<Result<KongTest, SourceFailure>> => {
  const read = await readNode(line);
  const node = read.items[0];
  if (node === undefined) return err(asNode(read.failure ?? { code: 'WRONG_PRODUCT' }));
  const parts = await Promise.all(
    PARTS.map(async (part) => {
      const answer = await line.get(`/${part}?size=1`);
      return { part, failure: answer.ok ? null : answer.error };
    }),
  );
  // Konnect has no page of its own to answer: when nothing can be listed, nothing answered.
  const first = parts[0]?.failure ?? null;
  const nothing = parts.every(({ failure }) => failure !== null);
  return node.edition === 'konnect' && nothing && first !== null ? err(first) : ok({ node, parts });
};

/** Every Admin API has a page at its root; 404 there is somebody else's, often Kong's own proxy port. */
export const asNode = (failure: SourceFailure): SourceFailure =>
  failure.code === 'NOT_THERE' ? { ...failure, code: 'WRONG_PRODUCT' } : failure;
