import { Parser } from 'htmlparser2';
import {
  mentionText,
  plain,
  type AccessTable,
  type TablePart,
  type TableText,
} from '../../domain/access/access-table';
import { escaped, mention } from './storage-markup';

/** Of our Page Properties macros, so that a report can ask for them and nobody else's are touched. */
const TABLE_ID = 'gatehouse-access';
const MACRO = 'ac:structured-macro';

/** The texts of our macros in a page's body, in their order. */
export const tableTextIn = (storage: string): TableText => tablesIn(storage).map(({ cells }) => cells);

/**
 * The body with our macros saying `table`, and every other byte as it was. Each macro stays where somebody put it: the first ones are
 * written over, those too many are taken out, further ones come behind the last, or at the end of the page.
 */
export const withTable = (storage: string, table: AccessTable): string => {
  const found = tablesIn(storage);
  const macros = table.entries.map((rows, nth) =>
    macroOf(rows, { isLast: nth === table.entries.length - 1, isCut: table.isCut }),
  );
  const more = macros.slice(found.length).join('');
  const end = found.at(-1)?.end ?? endOfContent(storage);
  let written = '';
  let from = 0;
  for (const [nth, { start, end: to }] of found.entries()) {
    written += storage.slice(from, start) + (macros[nth] ?? '');
    from = to;
  }
  return written + storage.slice(from, end) + more + storage.slice(end);
};

type Found = { start: number; end: number; cells: string[] };
type OpenMacro = { name: string; start: number; id: string; depth: number; cells: string[] };

/**
 * Reads XHTML as Confluence keeps it, with the positions of what it reads. XML mode, since in HTML `ac:` elements would not close
 * themselves; entities are left to `decoded`, since storage format has HTML's names for them.
 */
const tablesIn = (storage: string): Found[] => {
  const found: Found[] = [];
  const path: string[] = [];
  const macros: OpenMacro[] = [];
  let parameter: string | null = null;
  let cell: string | null = null;
  const inMacro = (): OpenMacro | undefined => macros.at(-1);
  const say = (text: string): void => {
    if (cell !== null) cell += text;
    const macro = inMacro();
    if (parameter === 'id' && macro !== undefined) macro.id += text;
  };
  const parser: Parser = new Parser(
    {
      onopentag(name, attributes) {
        path.push(name);
        const depth = path.length;
        if (name === MACRO)
          macros.push({
            name: attributes['ac:name'] ?? '',
            start: parser.startIndex,
            id: '',
            depth,
            cells: [],
          });
        if (name === 'ac:parameter' && depth === (inMacro()?.depth ?? 0) + 1)
          parameter = attributes['ac:name'] ?? '';
        if (name === 'th' || name === 'td') cell = '';
        if (name === 'ri:user') say(` ${mentionText(attributes['ri:account-id'] ?? '')} `);
        if (name === 'time') say(` ${attributes['datetime'] ?? ''} `);
        if (SPACED.has(name)) say(' ');
      },
      ontext: (text) => {
        say(decoded(text));
      },
      onclosetag(name) {
        path.pop();
        if (name === 'ac:parameter') parameter = null;
        if (SPACED.has(name)) say(' ');
        if ((name === 'th' || name === 'td') && cell !== null) {
          inMacro()?.cells.push(plain(cell));
          cell = null;
        }
        if (name !== MACRO) return;
        const macro = macros.pop();
        if (macro?.name === 'details' && plain(macro.id) === TABLE_ID)
          found.push({ start: macro.start, end: parser.endIndex + 1, cells: macro.cells });
      },
    },
    { xmlMode: true, decodeEntities: false },
  );
  parser.end(storage);
  return found.sort((a, b) => a.start - b.start);
};

/** Elements between whose texts a reader sees a gap. */
const SPACED = new Set(['p', 'br', 'li', 'div', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6']);

/** `&eacute;` and `&#233;` as the letter that they stand for: the parser decodes HTML's names in HTML mode alone. */
const decoded = (text: string): string => {
  if (!text.includes('&')) return text;
  let read = '';
  new Parser({ ontext: (part) => (read += part) }, { decodeEntities: true }).end(
    text.replaceAll('<', '&lt;'),
  );
  return read;
};

/** Behind everything, but inside of a layout where the page ends with one: what is outside of it the older editor does not show. */
const endOfContent = (storage: string): number => {
  const end = storage.trimEnd().length;
  if (!storage.slice(0, end).endsWith('</ac:layout>')) return storage.length;
  const cell = storage.lastIndexOf('</ac:layout-cell>');
  return cell === -1 ? storage.length : cell;
};

type Place = { isLast: boolean; isCut: boolean };

const macroOf = (rows: AccessTable['entries'][number], { isLast, isCut }: Place): string => {
  const body = rows
    .map(
      ({ label, cell }) =>
        `<tr><th><p>${escaped(label)}</p></th><td><p>${cell.map(partOf).join(' ')}</p></td></tr>`,
    )
    .join('');
  const older = isLast && isCut ? '<p>Older requests are in Service access.</p>' : '';
  return (
    `<${MACRO} ac:name="details" ac:schema-version="1"><ac:parameter ac:name="id">${TABLE_ID}</ac:parameter>` +
    `<ac:rich-text-body><table><tbody>${body}</tbody></table>${older}</ac:rich-text-body></${MACRO}>`
  );
};

const partOf = (part: TablePart): string =>
  'person' in part ? mention(part.person) : escaped(plain(part.text));
