import { load } from 'cheerio/slim';
import type { Json, JsonObject } from '../../src/domain/json';
import type { AppIdentity } from './macro-storage';
import { NotImplementedHere } from './not-implemented';
import type { Block, MacroBlock } from './site-state';
import { isElement, type XmlElement, type XmlNode } from './xml-nodes';

type Node = { type: string; attrs?: JsonObject; content?: Node[]; marks?: Mark[]; text?: string };
type Mark = { type: string; attrs?: JsonObject };

/** Storage's panels under their names in the Atlassian document format, which are not the same words. */
export const PANELS: Record<string, string> = {
  info: 'info',
  tip: 'success',
  note: 'warning',
  warning: 'error',
};

/** The body as `atlas_doc_format`: a stringified document, as v2 answers it. */
export const blocksToDocument = (blocks: Block[], app: AppIdentity): string => {
  const content = blocks.flatMap((block) =>
    block.type === 'macro' ? [extensionOf(block, app)] : textToNodes(block.storage),
  );
  return JSON.stringify({ type: 'doc', version: 1, content });
};

const extensionOf = (macro: MacroBlock, app: AppIdentity): Node => {
  const extensionKey = `${app.appId}/${app.environmentId}/static/${macro.key}`;
  const extensionId = `ari:cloud:ecosystem::extension/${extensionKey}`;
  const parameters = {
    layout: 'extension',
    localId: macro.localId,
    extensionId,
    extensionTitle: macro.key,
    guestParams: macro.config,
  };
  const attrs = {
    layout: 'default',
    extensionType: 'com.atlassian.ecosystem',
    extensionKey,
    text: macro.key,
    localId: macro.localId,
    parameters,
  };
  return { type: 'extension', attrs };
};

const textToNodes = (storage: string): Node[] =>
  load(storage, { xml: true }).root().contents().toArray().flatMap(blockNodes);

const BLOCKS: Record<string, string> = {
  p: 'paragraph',
  ul: 'bulletList',
  ol: 'orderedList',
  li: 'listItem',
  blockquote: 'blockquote',
  table: 'table',
  tr: 'tableRow',
  th: 'tableHeader',
  td: 'tableCell',
};
const MARKS: Record<string, string> = {
  strong: 'strong',
  b: 'strong',
  em: 'em',
  i: 'em',
  code: 'code',
  u: 'underline',
  s: 'strike',
  del: 'strike',
};

const blockNodes = (node: XmlNode): Node[] => {
  if (!isElement(node)) {
    const text = 'data' in node && typeof node.data === 'string' ? node.data : '';
    return text.trim() === '' ? [] : [{ type: 'paragraph', content: [{ type: 'text', text }] }];
  }
  const name = node.tagName;
  const heading = /^h([1-6])$/.exec(name)?.[1];
  if (heading !== undefined)
    return [{ type: 'heading', attrs: { level: Number(heading) }, content: inlineNodes(node.children, []) }];
  if (name === 'p') return [{ type: 'paragraph', content: inlineNodes(node.children, []) }];
  if (name === 'tbody' || name === 'thead') return node.children.flatMap(blockNodes);
  if (name === 'colgroup') return [];
  if (name === 'hr') return [{ type: 'rule' }];
  if (name === 'ac:structured-macro') return [nativeMacro(node)];
  const type = BLOCKS[name];
  if (type === undefined) throw new NotImplementedHere(`<${name}> as a document node`);
  return [{ type, content: contentOf(node) }];
};

/** Cells and list items whose text stands without a paragraph get one, which the document format asks for. */
const contentOf = (element: XmlElement): Node[] => {
  const hasBlocks = element.children.some(
    (child) =>
      isElement(child) && (child.tagName in BLOCKS || /^(h[1-6]|tbody|thead|ac:)/.test(child.tagName)),
  );
  return hasBlocks
    ? element.children.flatMap(blockNodes)
    : [{ type: 'paragraph', content: inlineNodes(element.children, []) }];
};

const inlineNodes = (nodes: XmlNode[], marks: Mark[]): Node[] =>
  nodes.flatMap((node): Node[] => {
    if (!isElement(node)) {
      const text = 'data' in node && typeof node.data === 'string' ? node.data : '';
      return text === '' ? [] : [{ type: 'text', text, ...(marks.length > 0 && { marks }) }];
    }
    if (node.tagName === 'br') return [{ type: 'hardBreak' }];
    if (node.tagName === 'a')
      return inlineNodes(node.children, [
        ...marks,
        { type: 'link', attrs: { href: node.attribs.href ?? '' } },
      ]);
    if (node.tagName === 'ac:link') return [mentionIn(node)];
    if (node.tagName === 'time')
      return [{ type: 'date', attrs: { timestamp: String(Date.parse(node.attribs.datetime ?? '')) } }];
    const mark = MARKS[node.tagName];
    if (mark === undefined)
      throw new NotImplementedHere(`<${node.tagName}> inside a line as a document node`);
    return inlineNodes(node.children, [...marks, { type: mark }]);
  });

/** Links to pages and files are not modelled. */
const mentionIn = (link: XmlElement): Node => {
  const user = link.children.filter(isElement).find(({ tagName }) => tagName === 'ri:user');
  if (user === undefined)
    throw new NotImplementedHere('<ac:link> to anything but a person as a document node');
  return { type: 'mention', attrs: { id: user.attribs['ri:account-id'] ?? '', text: '@' } };
};

const nativeMacro = (element: XmlElement): Node => {
  const name = element.attribs['ac:name'] ?? '';
  const parts = element.children.filter(isElement);
  const body = parts.find((part) => part.tagName === 'ac:rich-text-body');
  const panelType = PANELS[name];
  if (panelType !== undefined)
    return { type: 'panel', attrs: { panelType }, content: body?.children.flatMap(blockNodes) ?? [] };
  if (parts.some((part) => part.tagName === 'ac:plain-text-body'))
    throw new NotImplementedHere(`macro ${name} with a plain text body as a document node`);
  const macroParams = Object.fromEntries(
    parts
      .filter((part) => part.tagName === 'ac:parameter')
      .map((part): [string, Json] => [
        part.attribs['ac:name'] ?? '',
        { value: load(part.children, { xml: true }).text() },
      ]),
  );
  const parameters = {
    macroParams,
    macroMetadata: { schemaVersion: { value: element.attribs['ac:schema-version'] ?? '1' }, title: name },
  };
  const attrs = {
    extensionType: 'com.atlassian.confluence.macro.core',
    extensionKey: name,
    layout: 'default',
    parameters,
  };
  return body === undefined
    ? { type: 'extension', attrs }
    : { type: 'bodiedExtension', attrs, content: body.children.flatMap(blockNodes) };
};
