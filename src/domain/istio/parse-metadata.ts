import { fieldsOf, type Fields } from './json-fields';
import { keptAnnotations } from './redact';
import type { Metadata } from './resources';

/** `namespace` is '' where none is said. Nothing else of an object's metadata is ever kept: `managedFields` and most annotations repeat the whole object. */
export function readMetadata(object: Fields): Metadata | null {
  const metadata = object.object('metadata') ?? fieldsOf({}, 'metadata', new Set());
  const name = metadata.string('name');
  if (name === null || name === '') return null;
  return {
    name,
    namespace: metadata.string('namespace') ?? '',
    labels: metadata.record('labels'),
    annotations: keptAnnotations(metadata.record('annotations')),
    creationTimestamp: metadata.string('creationTimestamp'),
    resourceVersion: metadata.string('resourceVersion'),
    generation: metadata.integer('generation'),
  };
}
