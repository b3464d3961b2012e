import type { CheerioAPI } from 'cheerio/slim';

/** The parser's own node types, taken from cheerio's answers: its parser's package is not a dependency of ours. */
export type XmlNode = ReturnType<ReturnType<CheerioAPI['root']>['contents']>[number];
export type XmlElement = Extract<XmlNode, { tagName: string }>;

export const isElement = (node: XmlNode): node is XmlElement => 'tagName' in node;
