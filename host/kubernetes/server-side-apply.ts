import type { JsonObject } from '../../src/domain/json';
import {
  asManagedFields,
  fieldPath,
  fieldsOf,
  managersOf,
  overlaps,
  valueAt,
  withoutField,
  type Manager,
} from './managed-fields';
import { canonical, isObject, type KubernetesObject } from './objects';
import { statuses, type Cause } from './status';

type Application = {
  live: KubernetesObject | null;
  applied: KubernetesObject;
  manager: string;
  apiVersion: string;
  time: string;
  force: boolean;
};

type Conflict = { owner: Manager; field: string };

// A real server (1.34.4) does not say when, though its code could: the time is left out of a manager's identity
// (apimachinery pkg/util/managedfields/internal/managedfields.go, BuildManagerIdentifier).
const ownerText = (owner: Manager): string =>
  owner.operation === 'Apply' ? `"${owner.manager}"` : `"${owner.manager}" using ${owner.apiVersion}`;

/** @source apimachinery pkg/util/managedfields/internal/conflict.go */
const conflictError = (conflicts: Conflict[]): Error => {
  const causes: Cause[] = conflicts.map(({ owner, field }) => ({
    reason: 'FieldManagerConflict',
    message: `conflict with ${ownerText(owner)}`,
    field: fieldPath(field),
  }));
  const [first] = conflicts;
  if (first !== undefined && conflicts.length === 1) {
    const message = `Apply failed with 1 conflict: conflict with ${ownerText(first.owner)}: ${fieldPath(first.field)}`;
    return statuses.applyConflict(message, causes);
  }
  const owners = [...new Set(conflicts.map(({ owner }) => ownerText(owner)))].sort();
  const lines = owners.flatMap((owner) => [
    `conflicts with ${owner}:`,
    ...conflicts.filter((one) => ownerText(one.owner) === owner).map(({ field }) => `- ${fieldPath(field)}`),
  ]);
  return statuses.applyConflict(
    `Apply failed with ${conflicts.length} conflicts: ${lines.join('\n')}`,
    causes,
  );
};

const merged = (live: JsonObject, applied: JsonObject): JsonObject => {
  const out: JsonObject = { ...live };
  for (const [key, value] of Object.entries(applied)) {
    const before = out[key];
    out[key] = isObject(value) && isObject(before) ? merged(before, value) : value;
  }
  return out;
};

const isSelf = (one: Manager, application: Application): boolean =>
  one.manager === application.manager && one.operation === 'Apply';

const conflictsOf = (application: Application, others: Manager[]): Conflict[] => {
  const { live, applied } = application;
  if (live === null) return [];
  const differs = (field: string): boolean =>
    canonical(valueAt(live, field)) !== canonical(valueAt(applied, field));
  return [...fieldsOf(applied)]
    .filter(differs)
    .flatMap((field) =>
      others.flatMap((owner) =>
        [...owner.fields]
          .filter((theirs) => overlaps(theirs, field))
          .map((theirs) => ({ owner, field: theirs })),
      ),
    );
};

/** What the manager said before, says no longer, and nobody else says. */
const dropped = (application: Application, others: Manager[], said: Set<string>): string[] => {
  const before =
    application.live === null
      ? undefined
      : managersOf(application.live).find((one) => isSelf(one, application));
  return [...(before?.fields ?? [])].filter(
    (field) => ![...said].some((one) => overlaps(one, field)) && !others.some((one) => one.fields.has(field)),
  );
};

/**
 * The object after a server-side apply: fields said now are set and held, fields held before and not said now are removed, other
 * managers' fields are conflicts unless forced. The same application again changes nothing.
 * @throws StatusError 409 with one `FieldManagerConflict` cause a field
 * @source kubernetes.io/docs/reference/using-api/server-side-apply
 */
export const applied = (application: Application): KubernetesObject => {
  const { live, applied: body, manager, apiVersion, force } = application;
  const others = (live === null ? [] : managersOf(live)).filter((one) => !isSelf(one, application));
  const conflicts = conflictsOf(application, others);
  if (conflicts.length > 0 && !force) throw conflictError(conflicts);
  const said = fieldsOf(body);
  const start =
    live === null ? {} : dropped(application, others, said).reduce<JsonObject>(withoutField, live);
  const next = merged(start, body) as KubernetesObject;
  const taken = new Set(conflicts.map(({ field }) => field));
  const left = others.map((one) => ({
    ...one,
    fields: new Set([...one.fields].filter((field) => !taken.has(field))),
  }));
  const self = live === null ? undefined : managersOf(live).find((one) => isSelf(one, application));
  const isSame =
    self !== undefined &&
    live !== null &&
    canonical(withoutManagers(next)) === canonical(withoutManagers(live)) &&
    canonical([...said].sort()) === canonical([...self.fields].sort());
  const time = isSame ? self.time : application.time;
  const mine: Manager = { manager, operation: 'Apply', apiVersion, time, fields: said };
  return { ...next, metadata: { ...next.metadata, managedFields: asManagedFields([mine, ...left]) } };
};

const withoutManagers = (object: KubernetesObject): JsonObject => {
  const { managedFields: _managers, ...metadata } = object.metadata;
  return { ...object, metadata };
};
