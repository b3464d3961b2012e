import type { ComponentProps } from 'react';
import type { CodeBlock } from '@atlaskit/code';

type Language = NonNullable<ComponentProps<typeof CodeBlock>['language']>;

/** CodeBlock falls back to plain text for names that it does not know. */
export const languageNamed = (name: string): Language => (name === '' ? 'text' : name) as Language;
