/**
 * Storage format as a DOM. It is read as HTML, since it uses HTML's named entities; self-closing `ac:` and `ri:` elements
 * and CDATA, which HTML does not know, are rewritten before.
 */
export const parseStorage = (storage: string): HTMLElement => {
  const html = storage
    .replace(/<!\[CDATA\[([\s\S]*?)\]\]>/g, (_all, text: string) =>
      text.replaceAll('&', '&amp;').replaceAll('<', '&lt;'),
    )
    .replace(/<((?:ac|ri):[\w-]+)([^<>]*?)\/>/g, '<$1$2></$1>');
  return new DOMParser().parseFromString(`<body>${html}</body>`, 'text/html').body;
};

const childNamed = (element: Element, tag: string): Element | undefined =>
  [...element.children].find((child) => child.tagName.toLowerCase() === tag);

export const parametersOf = (macro: Element): Record<string, string> =>
  Object.fromEntries(
    [...macro.children]
      .filter((child) => child.tagName.toLowerCase() === 'ac:parameter')
      .map((child) => [child.getAttribute('ac:name') ?? '', child.textContent]),
  );

export const richBodyOf = (macro: Element): Element =>
  childNamed(macro, 'ac:rich-text-body') ?? document.createElement('div');
export const plainBodyOf = (macro: Element): string =>
  childNamed(macro, 'ac:plain-text-body')?.textContent ?? '';

/** Whether a block holds nothing but text that the block editor can edit. */
export const isEditableText = (storage: string): boolean => !/<(ac|ri):/.test(storage);

/** What was typed into an editable block, as storage format: known elements only, void elements closed. */
export const storageOf = (edited: HTMLElement): string => {
  const copy = edited.cloneNode(true) as HTMLElement;
  for (const element of copy.querySelectorAll('*')) {
    for (const { name } of [...element.attributes])
      if (!['href', 'colspan', 'rowspan'].includes(name)) element.removeAttribute(name);
  }
  for (const element of copy.querySelectorAll('script, style, iframe, object')) element.remove();
  return copy.innerHTML.replace(/<(br|hr)>/g, '<$1 />').replaceAll('&nbsp;', '&#160;');
};

/** One Page Properties macro: its id (empty: none), and its rows, name → cell. */
export type PageProperties = { id: string; rows: Map<string, string> };

/** The Page Properties macros of a page's text, in its order. */
export const pageProperties = (storage: string): PageProperties[] =>
  [...parseStorage(storage).querySelectorAll('*')]
    .filter(
      (element) =>
        element.tagName.toLowerCase() === 'ac:structured-macro' &&
        element.getAttribute('ac:name') === 'details',
    )
    .map((details) => ({
      id: parametersOf(details)['id']?.trim() ?? '',
      rows: new Map([...details.querySelectorAll('tr')].map(rowOf).filter(([name]) => name !== '')),
    }))
    .filter(({ rows }) => rows.size > 0);

const rowOf = (row: Element): [string, string] => {
  const [name, value] = row.children;
  return [name?.textContent.trim() ?? '', value?.innerHTML ?? ''];
};
