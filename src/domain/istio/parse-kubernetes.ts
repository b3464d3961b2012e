import { err, ok, type Result } from '../result';
import { fieldsOf, isJsonObject, type Fields } from './json-fields';
import { readMetadata } from './parse-metadata';
import type { KubernetesService, Metadata } from './resources';

export type ObjectUnreadable = { code: 'NOT_AN_OBJECT' } | { code: 'NAME_MISSING' };

/**
 * The metadata of any object: Namespace, ServiceAccount, Pod, whole or as PartialObjectMetadata. Nothing below `spec` is read.
 * Cluster-scoped objects have `namespace: ''`.
 */
export function parseMetadata(json: unknown): Result<{ metadata: Metadata }, ObjectUnreadable> {
  if (!isJsonObject(json)) return err({ code: 'NOT_AN_OBJECT' });
  const metadata = readMetadata(fieldsOf(json, '', new Set()));
  return metadata === null ? err({ code: 'NAME_MISSING' }) : ok({ metadata });
}

/** Items of a list of Services carry no `kind`, so none is asked for. */
export function parseService(json: unknown): Result<KubernetesService, ObjectUnreadable> {
  if (!isJsonObject(json)) return err({ code: 'NOT_AN_OBJECT' });
  const notes = new Set<string>();
  const object = fieldsOf(json, '', notes);
  const metadata = readMetadata(object);
  if (metadata === null) return err({ code: 'NAME_MISSING' });
  const spec = object.object('spec');
  return ok({
    metadata,
    selector: spec?.record('selector') ?? {},
    ports: (spec?.list('ports') ?? []).flatMap(readPort),
  });
}

function readPort(port: Fields): KubernetesService['ports'] {
  const number = port.integer('port');
  if (number === null) return [];
  const targetNumber = port.integer('targetPort');
  return [
    {
      name: port.string('name'),
      port: number,
      // A number, or the name of a container port.
      targetPort: targetNumber === null ? port.string('targetPort') : String(targetNumber),
      protocol: port.string('protocol') ?? 'TCP',
      appProtocol: port.string('appProtocol'),
    },
  ];
}
