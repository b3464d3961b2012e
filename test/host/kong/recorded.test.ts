import excerpt from '../../fixtures/recordings/kong-3.9.3.json';
import { startReplay, type Exchange } from './replay';

/** An excerpt of the recordings, so that the suite holds them without the folder they come from. */
const exchanges = excerpt.exchanges as unknown as (Exchange & { file: string })[];
const node = {
  version: '3.9.3',
  edition: 'community',
  database: 'postgres',
  flavor: 'traditional',
  role: 'traditional',
} as const;

describe('the Kong stand-in, beside a recorded Kong 3.9.3', () => {
  it('pages, upserts, patches, conflicts, refuses and deletes with the same statuses and bodies', async () => {
    const replay = startReplay({ node }, []);
    const disagreements = [];
    for (const exchange of exchanges) {
      const found = await replay.disagreement(exchange);
      if (found !== null) disagreements.push(`${exchange.file} ${exchange.name}: ${found}`);
    }
    expect(disagreements).toEqual([]);
    expect(exchanges.length).toBeGreaterThan(200);
  });
});
