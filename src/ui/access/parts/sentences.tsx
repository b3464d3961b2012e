import { List, ListItem } from '@forge/react';

import { Sentence } from '../../parts/sentence';

/** Sentences one below the other; a single one needs no bullet. */
export const Sentences = ({ of: sentences }: { of: string[] }) =>
  sentences.length === 1 ? (
    <Sentence>{sentences[0] ?? ''}</Sentence>
  ) : (
    <List type="unordered">
      {sentences.map((sentence) => (
        <ListItem key={sentence}>
          <Sentence>{sentence}</Sentence>
        </ListItem>
      ))}
    </List>
  );
