/** Names as an admin types them: separated by commas or spaces, each once. */
export const listOf = (text: string): string[] => [
  ...new Set(text.split(/[\s,]+/).filter((name) => name !== '')),
];

export const textOfList = (names: readonly string[]): string => names.join(', ');
