import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import Ajv from 'ajv';
import { parse } from 'yaml';

const shared = process.env.GATEHOUSE_SHARED ?? '';

describe('the example as a decK file', () => {
  it('is valid under decK’s own schema', () => {
    // The schema says draft-04, which ajv no longer has; it uses no word that changed its meaning since.
    const { $schema: _draft, ...schema } = JSON.parse(
      readFileSync(join(shared, 'schemas', 'deck.json'), 'utf8'),
    ) as Record<string, unknown>;
    const check = new Ajv({ strict: false, allErrors: true }).compile(schema);
    const file = join(__dirname, '..', '..', 'host', 'example', 'kong.yaml');
    const isValid = check(parse(readFileSync(file, 'utf8')));
    expect([isValid, check.errors]).toEqual([true, null]);
  });
});
