import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import Ajv from 'ajv';
import { parse } from 'yaml';

import { isOfKong } from '../../src/domain/access/change';
import { deckExport } from '../../src/domain/access/export-deck';
import { consumerIdFor } from '../../src/domain/access/made-ids';
import { aConsumer } from '../domain/kong/builders';
import { anAsk, aPlan, smallShop } from '../domain/access/builders';

const shared = process.env.GATEHOUSE_SHARED ?? '';

/** decK's own schema. It says draft-04, which ajv no longer has; it uses no word that changed its meaning since. */
const check = (() => {
  const { $schema: _draft, ...schema } = JSON.parse(
    readFileSync(join(shared, 'schemas', 'deck.json'), 'utf8'),
  ) as Record<string, unknown>;
  return new Ajv({ strict: false, allErrors: true }).compile(schema);
})();

const verdictOn = (file: unknown) => [check(file), check.errors];
const VALID = [true, null];

describe('the example as a decK file', () => {
  it('is valid under decK’s own schema', () => {
    const file = join(__dirname, '..', '..', 'host', 'example', 'kong.yaml');
    expect(verdictOn(parse(readFileSync(file, 'utf8')))).toEqual(VALID);
  });
});

const newcomer = {
  kind: 'consumer' as const,
  consumer: { id: consumerIdFor('kong', 'newcomer'), name: 'newcomer' },
};
const fieldsOf = aConsumer('partner-acme', { customId: 'acme-7', tags: ['partner'] });

describe('an exported plan', () => {
  it.each([
    ['of a membership', anAsk(), smallShop()],
    ['of a consumer with fields of its own', anAsk(), smallShop({ consumers: [fieldsOf] })],
    ['of a limit as well', anAsk({ tier: { second: 5, hour: 100 } }), smallShop()],
    [
      'of a consumer that is made',
      anAsk({ beneficiary: newcomer, isNewConsumer: true, tier: { minute: 1 } }),
      smallShop(),
    ],
  ])('%s is valid under decK’s own schema', (_name, ask, shop) => {
    const changes = aPlan(shop, ask).changes.filter(isOfKong);
    const { file } = deckExport(
      changes.map((change) => ({ change, requestId: 'R1' })),
      shop.snapshot,
    );
    expect(changes.length).toBeGreaterThan(0);
    expect(verdictOn(parse(JSON.stringify(file)))).toEqual(VALID);
  });
});
