import type { ComponentProps } from 'react';

import { Code, Text } from '@forge/react';

type Props = Omit<ComponentProps<typeof Text>, 'children'> & { children: string };

/** A sentence of the domain: names in `backticks` are drawn as code. */
export const Sentence = ({ children, ...text }: Props) => (
  <Text {...text}>
    {children
      .split('`')
      .map((part, n) => (n % 2 === 0 ? part : <Code key={`${String(n)} ${part}`}>{part}</Code>))}
  </Text>
);

/** The same sentence where only text fits: in a search, for sorting. */
export const plain = (sentence: string): string => sentence.replaceAll('`', '');
