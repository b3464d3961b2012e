import { ADA, DARIO, good, OLGA, RITA } from './a-world';
import { active, codeOf, on, requestIn } from './a-carrying-world';

const A_WEEK = 7 * 86_400_000;

/** Dario has access, and Rita is his second account, as an admin said. */
const ofTwoAccounts = async () => {
  const { world, id } = await active();
  const { rev } = good(await world.ask(ADA, 'readAliases', {}));
  good(await world.ask(ADA, 'saveAliases', { rev, aliases: [[DARIO, RITA]] }));
  return { world, id };
};

describe('whoever has access, under another account of theirs', () => {
  it('asks for more time', async () => {
    const { world, id } = await ofTwoAccounts();
    const more = { durationMs: A_WEEK, reason: 'A week more, please.', ticket: null };
    expect(codeOf(await world.ask(OLGA, 'extendGrant', { ...(await on(world, id)), ...more }))).toBe(
      'NOT_YOURS',
    );
    const asked = await world.ask(RITA, 'extendGrant', { ...(await on(world, id)), ...more });
    expect(good(asked)).toMatchObject({ state: 'PENDING', carried: { extends: id } });
  });

  it('gives it up', async () => {
    const { world, id } = await ofTwoAccounts();
    expect(codeOf(await world.ask(OLGA, 'dropGrant', await on(world, id)))).toBe('NOT_YOURS');
    good(await world.ask(RITA, 'dropGrant', await on(world, id)));
    expect(await requestIn(world, id)).toMatchObject({
      state: 'REVOKING',
      ending: { as: 'dropped', by: RITA },
    });
  });
});
