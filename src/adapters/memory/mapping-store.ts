import {
  subjectKey,
  type Mapping,
  type MappingChange,
  type MappingPair,
} from '../../domain/identity/mapping';

/** By pair. */
export type KeptMappings = Map<string, Mapping>;

export const mappingsOf = (kept: KeptMappings, connectionId: string): Mapping[] =>
  [...kept.values()]
    .filter((mapping) => mapping.connectionId === connectionId)
    .sort((a, b) => (a.assertedAt < b.assertedAt ? -1 : 1));

/** An added pair is not there yet, a removed one is. */
export const followsOn = (kept: KeptMappings, { change, mapping }: MappingChange): boolean =>
  kept.has(keyOf(mapping)) === (change === 'remove');

export const applyChange = (kept: KeptMappings, edit: MappingChange): void => {
  if (edit.change === 'remove') kept.delete(keyOf(edit.mapping));
  else kept.set(keyOf(edit.mapping), structuredClone(edit.mapping));
};

const keyOf = ({ connectionId, subject, consumer }: MappingPair): string =>
  JSON.stringify([connectionId, subjectKey(subject), consumer.id]);
