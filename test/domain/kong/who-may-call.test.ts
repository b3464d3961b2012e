import fc from 'fast-check';
import { decideAccess } from '../../../src/domain/kong/access';
import { holderOfAll } from '../../../src/domain/kong/caller';
import { indexKong, type KongSnapshot } from '../../../src/domain/kong/snapshot';
import { whoMayCall, type CallerPage } from '../../../src/domain/kong/who-may-call';
import { aConsumer, aPlugin, aRoute, aSnapshot, anAcl } from './builders';

const readersOnly = [aPlugin('key-auth'), aPlugin('acl', { config: { allow: ['orders-read'] } })];
const everybody = { search: '', offset: 0, limit: 100 };

const page = (over: Partial<KongSnapshot>, search = everybody): CallerPage => {
  const snapshot = aSnapshot({ plugins: readersOnly, ...over });
  return whoMayCall(indexKong(snapshot), snapshot.routes, search);
};

const verdicts = ({ rows }: CallerPage): [string, ...string[]][] =>
  rows.map(({ consumer, cells }) => [consumer.name, ...cells.map(({ verdict }) => verdict)]);

describe('who may call', () => {
  it('lists every consumer by name, and strangers apart', () => {
    const answer = page({});
    expect(verdicts(answer)).toEqual([
      ['partner-acme', 'denied'],
      ['web-storefront', 'allowed'],
    ]);
    expect(answer.strangers).toMatchObject([{ verdict: 'denied', reason: { code: 'CREDENTIAL_MISSING' } }]);
  });

  it('finds consumers by part of a name or custom id and counts them on all pages', () => {
    const consumers = ['web-a', 'web-b', 'web-c']
      .map((id) => aConsumer(id))
      .concat(aConsumer('x', { customId: 'app-WEB' }));
    const answer = page({ consumers }, { search: 'Web', offset: 1, limit: 2 });
    expect(answer.rows.map(({ consumer }) => consumer.name)).toEqual(['web-b', 'web-c']);
    expect(answer.total).toBe(4);
  });

  it('knows a consumer without the credential that the route asks for', () => {
    const credentialCounts = [{ consumerId: 'web-storefront', kind: 'basic-auth' as const, count: 1 }];
    expect(verdicts(page({ credentialCounts }))[1]).toEqual(['web-storefront', 'denied']);
    const unread = [{ part: 'key-auth', code: 'TIMEOUT' as const }];
    expect(verdicts(page({ credentialCounts, unread }))[1]).toEqual(['web-storefront', 'allowed']);
  });

  it('says unknown, not denied, where the groups could not be read', () => {
    const unread = [{ part: 'acls', code: 'SERVER_ERROR' as const }];
    expect(verdicts(page({ acls: [], unread }))).toEqual([
      ['partner-acme', 'unknown'],
      ['web-storefront', 'unknown'],
    ]);
  });

  it('gives everybody the verdict of their own decision', () => {
    const ids = ['a', 'b', 'c', 'd', 'e'];
    const acl = fc
      .tuple(fc.constantFrom(...ids), fc.constantFrom('orders-read', 'partners'))
      .map(([id, group]) => anAcl(id, group));
    const own = fc.constantFrom(...ids).map((consumerId) =>
      aPlugin('request-termination', {
        scope: { routeId: null, serviceId: null, consumerGroupId: null, consumerId },
      }),
    );
    fc.assert(
      fc.property(fc.array(acl), fc.array(own, { maxLength: 2 }), (acls, terminations) => {
        const snapshot = aSnapshot({
          consumers: ids.map((id) => aConsumer(id)),
          acls,
          plugins: [...readersOnly, ...terminations],
        });
        const index = indexKong(snapshot);
        expect(verdicts(whoMayCall(index, snapshot.routes, everybody))).toEqual(
          ids.map((id) => [id, decideAccess(index, aRoute(), holderOfAll(id)).verdict]),
        );
      }),
    );
  });
});
