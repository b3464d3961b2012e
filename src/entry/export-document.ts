/*
 * A document in Atlassian's format, as `adfExport` answers it: the few nodes that an export needs.
 * @source developer.atlassian.com/cloud/jira/platform/apis/document/structure
 */
export type AdfDocument = { type: 'doc'; version: 1; content: AdfBlock[] };
export type AdfBlock = Paragraph | Heading | Table;
type Text = { type: 'text'; text: string };
type Paragraph = { type: 'paragraph'; content: Text[] };
type Heading = { type: 'heading'; attrs: { level: 3 }; content: Text[] };
type Cell = { type: 'tableCell' | 'tableHeader'; attrs: Record<string, never>; content: Paragraph[] };
type Table = { type: 'table'; content: { type: 'tableRow'; content: Cell[] }[] };

/** A text node must not be empty. */
const textsOf = (text: string): Text[] => (text === '' ? [] : [{ type: 'text', text }]);

export const paragraph = (text: string): Paragraph => ({ type: 'paragraph', content: textsOf(text) });
export const heading = (text: string): Heading => ({
  type: 'heading',
  attrs: { level: 3 },
  content: textsOf(text),
});

/** A table with a row of headers. */
export const table = (headers: readonly string[], rows: readonly (readonly string[])[]): Table => ({
  type: 'table',
  content: [
    headers.map((text) => cell('tableHeader', text)),
    ...rows.map((row) => row.map((text) => cell('tableCell', text))),
  ].map((content) => ({ type: 'tableRow', content })),
});

const cell = (type: Cell['type'], text: string): Cell => ({ type, attrs: {}, content: [paragraph(text)] });

export const adfDocument = (content: AdfBlock[]): AdfDocument => ({ type: 'doc', version: 1, content });
