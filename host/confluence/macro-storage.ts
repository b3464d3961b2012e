import { load, type CheerioAPI } from 'cheerio/slim';
import type { Json, JsonObject } from '../../src/domain/json';
import type { MacroBlock } from './site-state';
import type { XmlElement } from './xml-nodes';

/** The app as Confluence's extension keys name it: `<appId>/<environmentId>/static/<macro key>`. */
export type AppIdentity = { appId: string; environmentId: string };

export const escapeXml = (text: string): string =>
  text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);

/** camelCase keys of a config are kebab-case in storage format (seen in stored bodies of Forge macros). */
const toStorageKey = (key: string): string => key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
const fromStorageKey = (key: string): string =>
  key.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());

/** A Forge macro as `body.storage` holds it: an `ac:adf-extension` whose `guest-params` are the macro's config. */
export const macroToStorage = (macro: MacroBlock, app: AppIdentity): string => {
  const extension = `${app.appId}/${app.environmentId}/static/${macro.key}`;
  const parameters = [
    parameter('localId', macro.localId),
    parameter('extensionId', `ari:cloud:ecosystem::extension/${extension}`),
    parameter('extensionTitle', macro.key),
    parameter('render', 'native'),
    parameter('guestParams', macro.config),
  ].join('');
  const attributes = [
    attribute('extension-key', extension),
    attribute('extension-type', 'com.atlassian.ecosystem'),
    `<ac:adf-attribute key="parameters">${parameters}</ac:adf-attribute>`,
    attribute('text', macro.key),
    attribute('layout', 'default'),
    attribute('local-id', macro.localId),
  ].join('');
  return `<ac:adf-extension><ac:adf-node type="extension">${attributes}</ac:adf-node></ac:adf-extension>`;
};

const attribute = (key: string, value: string): string =>
  `<ac:adf-attribute key="${key}">${escapeXml(value)}</ac:adf-attribute>`;

const parameter = (key: string, value: Json): string => {
  const type =
    typeof value === 'boolean'
      ? ' type="boolean"'
      : Number.isInteger(value)
        ? ' type="integer"'
        : typeof value === 'number'
          ? ' type="number"'
          : '';
  return `<ac:adf-parameter key="${escapeXml(toStorageKey(key))}"${type}>${valueToStorage(value)}</ac:adf-parameter>`;
};

const valueToStorage = (value: Json): string => {
  if (Array.isArray(value)) {
    if (value.length === 0) return '<ac:adf-parameter-value />';
    return value
      .map((each) => `<ac:adf-parameter-value>${valueToStorage(each)}</ac:adf-parameter-value>`)
      .join('');
  }
  if (value !== null && typeof value === 'object') {
    return Object.entries(value)
      .map(([key, each]) => parameter(key, each))
      .join('');
  }
  return value === null ? '' : escapeXml(String(value));
};

/** The macro in an `ac:adf-extension` element, or undefined when it is none of a Forge app. */
export const macroFromStorage = (storage: string): MacroBlock | undefined => {
  const $ = load(storage, { xml: true });
  const node = $('ac\\:adf-extension > ac\\:adf-node').first();
  const attributeNamed = (key: string): string =>
    node.children(`ac\\:adf-attribute[key="${key}"]`).first().text();
  const key = /\/static\/([^/]+)$/.exec(attributeNamed('extension-key'))?.[1];
  if (key === undefined || attributeNamed('extension-type') !== 'com.atlassian.ecosystem') return undefined;
  const parameters = objectFrom($, node.children('ac\\:adf-attribute[key="parameters"]').toArray()[0]);
  const localId = typeof parameters.localId === 'string' ? parameters.localId : attributeNamed('local-id');
  const config = parameters.guestParams;
  return { type: 'macro', localId, key, config: isObject(config) ? config : {} };
};

const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const objectFrom = ($: CheerioAPI, element: XmlElement | undefined): JsonObject => {
  if (element === undefined) return {};
  const entries = $(element)
    .children('ac\\:adf-parameter')
    .toArray()
    .map((child): [string, Json] => [fromStorageKey(child.attribs.key ?? ''), valueFrom($, child)]);
  return Object.fromEntries(entries);
};

const valueFrom = ($: CheerioAPI, element: XmlElement): Json => {
  const values = $(element).children('ac\\:adf-parameter-value').toArray();
  if (values.length === 1 && values[0]?.children.length === 0) return [];
  if (values.length > 0) return values.map((value) => valueFrom($, value));
  if ($(element).children('ac\\:adf-parameter').length > 0) return objectFrom($, element);
  const text = $(element).text();
  if (element.attribs.type === 'boolean') return text === 'true';
  return element.attribs.type === 'integer' || element.attribs.type === 'number' ? Number(text) : text;
};
