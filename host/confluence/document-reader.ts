import { z } from 'zod';
import type { Json, JsonObject } from '../../src/domain/json';
import { PANELS } from './document-format';
import { escapeXml } from './macro-storage';
import { NotImplementedHere } from './not-implemented';
import type { Block } from './site-state';

const json: z.ZodType<Json> = z.json();
const attributes = z.record(z.string(), json);
const mark = z.object({ type: z.string(), attrs: attributes.optional() });
const node = z.object({
  type: z.string(),
  attrs: attributes.optional(),
  text: z.string().optional(),
  marks: z.array(mark).optional(),
  get content() {
    return z.array(node).optional();
  },
});
const document = z.object({ type: z.literal('doc'), version: z.literal(1), content: z.array(node) });

type Node = z.infer<typeof node>;

/**
 * Reads an `atlas_doc_format` body back into blocks.
 * @returns undefined when the text is no document. @throws NotImplementedHere for nodes that the local site does not keep.
 */
export const blocksFromDocument = (text: string): Block[] | undefined => {
  const parsed = document.safeParse(jsonFrom(text));
  return parsed.success ? parsed.data.content.map(blockFrom) : undefined;
};

const jsonFrom = (text: string): unknown => {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
};

const textAttribute = (value: Json | undefined): string =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : '';
const objectAttribute = (value: Json | undefined): JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {};

const blockFrom = (each: Node): Block => {
  const key = /\/static\/([^/]+)$/.exec(textAttribute(each.attrs?.extensionKey))?.[1];
  if (each.type !== 'extension' || key === undefined) return { type: 'text', storage: storageOf(each) };
  const parameters = objectAttribute(each.attrs?.parameters);
  const localId = textAttribute(parameters.localId) || textAttribute(each.attrs?.localId);
  return { type: 'macro', localId, key, config: objectAttribute(parameters.guestParams) };
};

const TAGS: Record<string, string> = {
  paragraph: 'p',
  bulletList: 'ul',
  orderedList: 'ol',
  listItem: 'li',
  blockquote: 'blockquote',
  tableRow: 'tr',
  tableHeader: 'th',
  tableCell: 'td',
};
const MARK_TAGS: Record<string, string> = {
  strong: 'strong',
  em: 'em',
  code: 'code',
  underline: 'u',
  strike: 's',
};

const storageOf = (each: Node): string => {
  const inner = (): string => (each.content ?? []).map(storageOf).join('');
  if (each.type === 'text') return (each.marks ?? []).reduceRight(marked, escapeXml(each.text ?? ''));
  if (each.type === 'hardBreak') return '<br />';
  if (each.type === 'mention')
    return `<ac:link><ri:user ri:account-id="${escapeXml(textAttribute(each.attrs?.id))}" /></ac:link>`;
  if (each.type === 'date') {
    const day = new Date(Number(textAttribute(each.attrs?.timestamp))).toISOString().slice(0, 10);
    return `<time datetime="${day}" />`;
  }
  if (each.type === 'rule') return '<hr />';
  if (each.type === 'heading')
    return `<h${textAttribute(each.attrs?.level)}>${inner()}</h${textAttribute(each.attrs?.level)}>`;
  if (each.type === 'table') return `<table><tbody>${inner()}</tbody></table>`;
  if (each.type === 'panel' || each.type === 'bodiedExtension' || each.type === 'extension')
    return nativeMacro(each, inner());
  const tag = TAGS[each.type];
  if (tag === undefined) throw new NotImplementedHere(`document node ${each.type} in storage format`);
  return `<${tag}>${inner()}</${tag}>`;
};

const marked = (inner: string, { type, attrs }: z.infer<typeof mark>): string => {
  if (type === 'link') return `<a href="${escapeXml(textAttribute(attrs?.href))}">${inner}</a>`;
  const tag = MARK_TAGS[type];
  if (tag === undefined) throw new NotImplementedHere(`document mark ${type} in storage format`);
  return `<${tag}>${inner}</${tag}>`;
};

const nativeMacro = (each: Node, inner: string): string => {
  const panel = Object.entries(PANELS).find(([, panelType]) => panelType === each.attrs?.panelType)?.[0];
  const name = each.type === 'panel' ? panel : textAttribute(each.attrs?.extensionKey);
  if (name === undefined)
    throw new NotImplementedHere(`panel ${textAttribute(each.attrs?.panelType)} in storage format`);
  const parameters = Object.entries(objectAttribute(objectAttribute(each.attrs?.parameters).macroParams))
    .map(
      ([key, parameter]) =>
        `<ac:parameter ac:name="${escapeXml(key)}">${escapeXml(textAttribute(objectAttribute(parameter).value))}</ac:parameter>`,
    )
    .join('');
  const metadata = objectAttribute(objectAttribute(each.attrs?.parameters).macroMetadata);
  const version = textAttribute(objectAttribute(metadata.schemaVersion).value) || '1';
  const body = each.type === 'extension' ? '' : `<ac:rich-text-body>${inner}</ac:rich-text-body>`;
  return `<ac:structured-macro ac:name="${escapeXml(name)}" ac:schema-version="${escapeXml(version)}">${parameters}${body}</ac:structured-macro>`;
};
