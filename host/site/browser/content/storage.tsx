import { createElement, Fragment, type ReactNode } from 'react';
import { Code, CodeBlock } from '@atlaskit/code';
import Lozenge from '@atlaskit/lozenge';
import SectionMessage from '@atlaskit/section-message';
import { personName } from '../site/boot';
import { languageNamed } from './code-language';
import { DetailsSummary } from './details-summary';
import { parseStorage, parametersOf, richBodyOf, plainBodyOf } from './storage-dom';

/** Elements of the storage format that are drawn as they are. Everything else is left out, its text kept. */
const PLAIN = new Set([
  'p',
  'h1',
  'h2',
  'h3',
  'h4',
  'h5',
  'h6',
  'ul',
  'ol',
  'li',
  'blockquote',
  'hr',
  'br',
  'strong',
  'b',
  'em',
  'i',
  'u',
  's',
  'del',
  'sub',
  'sup',
  'span',
  'div',
  'pre',
  'table',
  'tbody',
  'thead',
  'tr',
  'th',
  'td',
]);
const SPANS = ['colspan', 'rowspan'];

const PANELS = {
  info: 'information',
  note: 'discovery',
  tip: 'success',
  warning: 'warning',
  error: 'error',
} as const;
const isPanel = (name: string): name is keyof typeof PANELS => Object.hasOwn(PANELS, name);

const STATUS_COLORS: Record<string, 'success' | 'removed' | 'inprogress' | 'moved' | 'new' | 'default'> = {
  Green: 'success',
  Red: 'removed',
  Blue: 'inprogress',
  Yellow: 'moved',
  Purple: 'new',
};

const linkProps = (element: Element) => {
  const href = element.getAttribute('href') ?? '';
  return /^(https?:|mailto:|\/|#)/i.test(href) ? { href } : {};
};

/** The macros of Confluence itself that the example uses; an app's macros are blocks of their own. */
const macro = (element: Element): ReactNode => {
  const name = element.getAttribute('ac:name') ?? '';
  const parameters = parametersOf(element);
  const body = () => nodes(richBodyOf(element));
  if (isPanel(name)) {
    return (
      <SectionMessage
        appearance={PANELS[name]}
        {...(parameters['title'] === undefined ? {} : { title: parameters['title'] })}
      >
        {body()}
      </SectionMessage>
    );
  }
  switch (name) {
    case 'code':
      return <CodeBlock language={languageNamed(parameters['language'] ?? '')} text={plainBodyOf(element)} />;
    case 'status':
      return (
        <Lozenge appearance={STATUS_COLORS[parameters['colour'] ?? ''] ?? 'default'}>
          {parameters['title']}
        </Lozenge>
      );
    case 'expand':
      return (
        <details>
          <summary>{parameters['title'] ?? 'Show more'}</summary>
          {body()}
        </details>
      );
    case 'details':
      return parameters['hidden'] === 'true' ? null : <div className="page-properties">{body()}</div>;
    case 'detailssummary':
      return <DetailsSummary parameters={parameters} draw={(storage) => nodes(parseStorage(storage))} />;
    default:
      return (
        <SectionMessage appearance="information">
          The local host does not draw Confluence’s macro “{name}”.
        </SectionMessage>
      );
  }
};

/** Somebody by name, as the site knows them today. Links to anything else than people are not drawn. */
const Mention = ({ of: accountId }: { of: string | null | undefined }) =>
  typeof accountId === 'string' ? <span className="mention">@{personName(accountId)}</span> : null;

const element = (node: Element): ReactNode => {
  const tag = node.tagName.toLowerCase();
  if (tag === 'ac:structured-macro') return macro(node);
  if (tag === 'code') return <Code>{node.textContent}</Code>;
  if (tag === 'a') return <a {...linkProps(node)}>{nodes(node)}</a>;
  if (tag === 'ac:link')
    return <Mention of={node.querySelector('ri\\:user')?.getAttribute('ri:account-id')} />;
  if (tag === 'time') return <time className="date">{node.getAttribute('datetime')}</time>;
  if (tag === 'br' || tag === 'hr') return createElement(tag);
  if (!PLAIN.has(tag)) return nodes(node);
  const spans = Object.fromEntries(
    SPANS.flatMap((name) => {
      const value = node.getAttribute(name);
      return value === null ? [] : [[name === 'colspan' ? 'colSpan' : 'rowSpan', Number(value)]];
    }),
  );
  if (tag === 'table') {
    return (
      <div className="table-wrap">
        <table>{nodes(node)}</table>
      </div>
    );
  }
  return createElement(tag, spans, ...children(node));
};

const children = (parent: ParentNode): ReactNode[] =>
  [...parent.childNodes].map((child, index) => {
    if (child.nodeType === Node.TEXT_NODE) return child.textContent;
    return child instanceof Element ? <Fragment key={index}>{element(child)}</Fragment> : null;
  });

const nodes = (parent: ParentNode): ReactNode => <>{children(parent)}</>;

/** Storage-format XHTML, drawn. Scripts, styles and event attributes never reach the page: only known elements are made. */
export const Storage = ({ storage }: { storage: string }) => nodes(parseStorage(storage));
