import { DARIO, good, RITA, SAM } from './a-world';
import { aCommandId, anAccessWorld, decide, send, setPolicy } from './an-access-world';

it('the history of a request tells also what nobody said: that its plan held no longer, that it was planned anew, that it was approved', async () => {
  const world = await anAccessWorld();
  const { id } = good(await send(world));
  world.time.now += 60_000;
  good(await setPolicy(world, { denials: 2 }));
  world.time.now += 60_000;
  const { rev } = good(await world.ask(DARIO, 'readRequest', { requestId: id }));
  const { planHash, rev: next } = good(
    await world.ask(DARIO, 'replanRequest', { requestId: id, rev, commandId: aCommandId() }),
  );
  world.time.now += 60_000;
  good(await decide(world, SAM, { id, rev: next, planHash }));
  const { history, reviews } = good(await world.ask(RITA, 'readRequest', { requestId: id }));
  expect(history.map(({ by, sentence }) => [by, sentence])).toEqual([
    [{ kind: 'job' }, 'What the request was made for has changed.'],
    [{ kind: 'person', accountId: DARIO }, 'The request was planned anew.'],
    [{ kind: 'person', accountId: SAM }, 'The request was approved.'],
  ]);
  expect(history.map(({ at }) => at)).toEqual([...history.map(({ at }) => at)].sort());
  expect(reviews).toHaveLength(1);
});
