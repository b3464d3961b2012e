import fc from 'fast-check';
import { tableTextIn, withTable } from '../../../src/adapters/confluence/table-markup';
import {
  accessTable,
  NO_TABLE_AT_ALL,
  textOfTable,
  type AccessTable,
} from '../../../src/domain/access/access-table';
import { exampleSite } from '../../host/confluence/example-confluence';
import { anApproved, aPending, HOUR, NOW, SAM } from '../../domain/access/builders';

const TABLE = accessTable([anApproved(), aPending({ id: 'req-2' })], NOW + HOUR);
const aTable = (...texts: string[]): AccessTable => ({
  entries: texts.map((text) => [{ label: 'Caller', cell: [{ text }] }]),
  isCut: false,
});
const BEFORE =
  '<p>Orders &eacute;tc.<br /></p><ac:structured-macro ac:name="info"><ac:rich-text-body><p>Hi</p></ac:rich-text-body></ac:structured-macro>';
const AFTER = "<h2 class='x'>Runbook</h2>\n<p>&nbsp;</p>";

/** Storage format of the example's pages, as texts of all kinds. */
const bodies = exampleSite().spaces.flatMap(({ pages }) =>
  pages.map(({ body }) => body.filter((part) => typeof part === 'string').join('')),
);

describe('the access table in a page’s body', () => {
  it('says what it is given, with people as mentions', () => {
    const written = withTable(BEFORE, TABLE);
    expect(tableTextIn(written)).toEqual(textOfTable(TABLE));
    expect(written).toContain(`<ac:link><ri:user ri:account-id="${SAM}" /></ac:link>`);
    expect(tableTextIn(written)[0]).toEqual([
      'Request',
      'req-1, approved',
      'Caller',
      'partner-acme',
      'Operations',
      'GET /orders',
      'Approver',
      `@${SAM}`,
      'Decided',
      '2026-11-23 11:00 UTC',
      'Ends',
      '2026-11-30 11:00 UTC',
    ]);
  });

  it('comes at the end of a page that has none, and inside a layout where the page is one', () => {
    expect(withTable(BEFORE, TABLE).startsWith(BEFORE)).toBe(true);
    const layout =
      '<ac:layout><ac:layout-section><ac:layout-cell><p>a</p></ac:layout-cell></ac:layout-section></ac:layout>\n';
    const written = withTable(layout, aTable('acme'));
    expect(written).toMatch(
      /^<ac:layout>.*<p>a<\/p><ac:structured-macro.*<\/ac:structured-macro><\/ac:layout-cell><\/ac:layout-section><\/ac:layout>\n$/s,
    );
  });

  it('stays where somebody put it, and leaves every other byte as it was', () => {
    const there = BEFORE + withTable('', aTable('acme')) + AFTER;
    const rest = (body: string): string =>
      body.replace(/<ac:structured-macro ac:name="details".*?<\/ac:structured-macro>/gs, '¦');
    expect(rest(withTable(there, aTable('batch')))).toBe(`${BEFORE}¦${AFTER}`);
    expect(rest(withTable(there, aTable('batch', 'acme')))).toBe(`${BEFORE}¦¦${AFTER}`);
    expect(withTable(there, NO_TABLE_AT_ALL)).toBe(BEFORE + AFTER);
    const apart = there + withTable('', aTable('two')) + AFTER;
    expect(rest(withTable(apart, aTable('x', 'y', 'z')))).toBe(`${BEFORE}¦${AFTER}¦¦${AFTER}`);
    expect(rest(withTable(apart, aTable('x')))).toBe(`${BEFORE}¦${AFTER}${AFTER}`);
  });

  it('leaves a page alone in which it stands already, whatever page that is', () => {
    for (const body of bodies) {
      const written = withTable(body, TABLE);
      expect(withTable(written, TABLE)).toBe(written);
      expect(withTable(written, NO_TABLE_AT_ALL)).toBe(body);
      expect(tableTextIn(body)).toEqual([]);
    }
    expect(bodies.length).toBeGreaterThan(10);
  });

  it('is recognised however Confluence writes its markup', () => {
    const rewritten = `<ac:structured-macro ac:name='details' ac:schema-version="1" data-layout="wide" ac:local-id="a" ac:macro-id="b"
      ><ac:parameter ac:name="hidden">false</ac:parameter><ac:parameter ac:name="id"> gatehouse-access </ac:parameter><ac:rich-text-body>
      <table data-table-width="760" ac:local-id="t"><colgroup><col style="width: 100px;" /></colgroup><tbody>
      <tr ac:local-id="r"><th><p local-id="p"><strong>Caller</strong></p></th><td>
        <p>caf&eacute; &amp; <em>co</em></p><p><ac:link><ri:user ri:account-id="712020:sam" ri:local-id="u" /></ac:link></p></td></tr>
      <tr><th>Ends</th><td><time datetime="2026-11-30" /></td></tr></tbody></table></ac:rich-text-body></ac:structured-macro>`;
    expect(tableTextIn(rewritten)).toEqual([['Caller', 'café & co @712020:sam', 'Ends', '2026-11-30']]);
  });

  it('is nobody else’s Page Properties, and no text that speaks of it', () => {
    const theirs = `<ac:structured-macro ac:name="details"><ac:parameter ac:name="id">risks</ac:parameter><ac:rich-text-body><table><tbody><tr><th>gatehouse-access</th><td>x</td></tr></tbody></table></ac:rich-text-body></ac:structured-macro>`;
    const code =
      '<ac:structured-macro ac:name="code"><ac:plain-text-body><![CDATA[<ac:structured-macro ac:name="details"><ac:parameter ac:name="id">gatehouse-access</ac:parameter></ac:structured-macro>]]></ac:plain-text-body></ac:structured-macro>';
    const comment =
      '<!-- <ac:structured-macro ac:name="details"><ac:parameter ac:name="id">gatehouse-access</ac:parameter></ac:structured-macro> -->';
    for (const body of [theirs, code, comment]) {
      expect(tableTextIn(body)).toEqual([]);
      expect(withTable(withTable(body, TABLE), NO_TABLE_AT_ALL)).toBe(body);
    }
    const around = `<ac:structured-macro ac:name="expand"><ac:rich-text-body>${withTable('', aTable('acme'))}</ac:rich-text-body></ac:structured-macro>`;
    expect(tableTextIn(around)).toEqual([['Caller', 'acme']]);
  });

  it('carries any text of a gateway, and none of it becomes markup', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary', maxLength: 20 }), { maxLength: 4 }), (texts) => {
        const table = aTable(...texts);
        const written = withTable(BEFORE + AFTER, table);
        expect(tableTextIn(written)).toEqual(textOfTable(table));
        expect(withTable(written, NO_TABLE_AT_ALL)).toBe(BEFORE + AFTER);
      }),
      { numRuns: 300 },
    );
  });
});
