import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { parseAllDocuments } from 'yaml';

import type { JsonObject } from '../../src/domain/json';
import { apply, type Asking } from './objects';
import { until } from './until';

type Definition = JsonObject & {
  metadata: { name: string };
  spec: { group: string; names: { plural: string }; versions: { name: string; served: boolean }[] };
};

const CRDS = join(process.env.GATEHOUSE_SHARED ?? join(__dirname, '../../../shared'), 'crds');

/** The CustomResourceDefinitions of a file such as `istio.yaml`. */
export const definitionsIn = (file: string): Definition[] =>
  parseAllDocuments(readFileSync(join(CRDS, file), 'utf8'))
    .map((document) => document.toJS() as Definition | null)
    .filter((object): object is Definition => object?.kind === 'CustomResourceDefinition');

const pathsOf = ({ spec }: Definition): string[] =>
  spec.versions
    .filter(({ served }) => served)
    .flatMap(({ name }) => [
      `/apis/${spec.group}/${name}`,
      `/apis/${spec.group}/${name}/${spec.names.plural}?limit=1`,
    ]);

/** Applies them and waits until every served version is discovered and can be listed. */
export const applyDefinitions = async (ask: Asking, definitions: Definition[]): Promise<void> => {
  for (const definition of definitions) await apply(ask, definition);
  const paths = new Set(definitions.flatMap(pathsOf));
  for (const path of paths) {
    const isServed = async () => (await ask('GET', path)).status === 200;
    await until({ what: `${path} is served`, holds: isServed });
  }
};

/** Deletes them, with every object of theirs, and waits until nobody knows the group any more. */
export const removeDefinitions = async (ask: Asking, definitions: Definition[]): Promise<void> => {
  for (const { metadata } of definitions) {
    await ask('DELETE', `/apis/apiextensions.k8s.io/v1/customresourcedefinitions/${metadata.name}`);
  }
  for (const { spec } of definitions) {
    const isGone = async () => (await ask('GET', `/apis/${spec.group}`)).status === 404;
    await until({ what: `${spec.group} is gone`, holds: isGone });
  }
};
