import { Fragment, type ReactNode } from 'react';
import { Code, CodeBlock } from '@atlaskit/code';
import Lozenge from '@atlaskit/lozenge';
import SectionMessage from '@atlaskit/section-message';
import { languageNamed } from './code-language';

/** A node of the Atlassian Document Format, as an app's `adfExport` answers it. */
export type AdfNode = {
  type: string;
  text?: string;
  attrs?: Record<string, unknown>;
  marks?: { type: string; attrs?: Record<string, unknown> }[];
  content?: AdfNode[];
};

const PANELS: Record<string, 'information' | 'discovery' | 'success' | 'warning' | 'error'> = {
  info: 'information',
  note: 'discovery',
  success: 'success',
  warning: 'warning',
  error: 'error',
};
const STATUS: Record<string, 'success' | 'removed' | 'inprogress' | 'moved' | 'new' | 'default'> = {
  green: 'success',
  red: 'removed',
  blue: 'inprogress',
  yellow: 'moved',
  purple: 'new',
};

const marked = (node: AdfNode): ReactNode =>
  (node.marks ?? []).reduce<ReactNode>((inner, mark) => {
    switch (mark.type) {
      case 'strong':
        return <strong>{inner}</strong>;
      case 'em':
        return <em>{inner}</em>;
      case 'strike':
        return <s>{inner}</s>;
      case 'underline':
        return <u>{inner}</u>;
      case 'code':
        return <Code>{inner}</Code>;
      case 'link':
        return <a href={String(mark.attrs?.['href'])}>{inner}</a>;
      default:
        return inner;
    }
  }, node.text ?? '');

const inner = (node: AdfNode): ReactNode => <AdfNodes nodes={node.content ?? []} />;
const attribute = (node: AdfNode, name: string): string => {
  const value = node.attrs?.[name];
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
};

const DRAW: Record<string, (node: AdfNode) => ReactNode> = {
  doc: inner,
  text: marked,
  paragraph: (node) => <p>{inner(node)}</p>,
  heading: (node) =>
    node.attrs?.['level'] === 1 || node.attrs?.['level'] === 2 ? (
      <h2>{inner(node)}</h2>
    ) : (
      <h3>{inner(node)}</h3>
    ),
  bulletList: (node) => <ul>{inner(node)}</ul>,
  orderedList: (node) => <ol>{inner(node)}</ol>,
  listItem: (node) => <li>{inner(node)}</li>,
  blockquote: (node) => <blockquote>{inner(node)}</blockquote>,
  rule: () => <hr />,
  hardBreak: () => <br />,
  codeBlock: (node) => (
    <CodeBlock
      language={languageNamed(attribute(node, 'language'))}
      text={(node.content ?? []).map(({ text }) => text ?? '').join('')}
    />
  ),
  panel: (node) => (
    <SectionMessage appearance={PANELS[attribute(node, 'panelType')] ?? 'information'}>
      {inner(node)}
    </SectionMessage>
  ),
  status: (node) => (
    <Lozenge appearance={STATUS[attribute(node, 'color')] ?? 'default'}>{attribute(node, 'text')}</Lozenge>
  ),
  date: (node) => <time>{new Date(Number(attribute(node, 'timestamp'))).toISOString().slice(0, 10)}</time>,
  expand: (node) => (
    <details open>
      <summary>{attribute(node, 'title')}</summary>
      {inner(node)}
    </details>
  ),
  table: (node) => (
    <div className="table-wrap">
      <table>
        <tbody>{inner(node)}</tbody>
      </table>
    </div>
  ),
  tableRow: (node) => <tr>{inner(node)}</tr>,
  tableHeader: (node) => <th>{inner(node)}</th>,
  tableCell: (node) => <td>{inner(node)}</td>,
};

const AdfNodes = ({ nodes }: { nodes: AdfNode[] }) =>
  nodes.map((node, index) => <Fragment key={index}>{(DRAW[node.type] ?? unknownNode)(node)}</Fragment>);

const unknownNode = (node: AdfNode) => (
  <SectionMessage appearance="warning">
    The local host cannot show the document node “{node.type}”.
  </SectionMessage>
);

export const Adf = ({ doc }: { doc: AdfNode }) => <AdfNodes nodes={[doc]} />;
