import {
  ALL_SCOPES,
  anonymous,
  asApp,
  asUser,
  exampleConfluence,
  ORDERS_PAGE,
  person,
} from './example-confluence';

const where = `/wiki/api/v2/pages/${ORDERS_PAGE}`;

describe('what the local Confluence refuses', () => {
  it('refuses a scope that the manifest lacks, to the app in every guise and not to the site', async () => {
    const { ask } = exampleConfluence({
      scopes: ALL_SCOPES.filter((scope) => scope !== 'read:page:confluence'),
    });
    for (const caller of [asUser('olga'), asApp, anonymous]) {
      const answer = await ask(caller, `GET ${where}`);
      expect(answer).toMatchObject({
        status: 401,
        body: { code: 401, message: 'Unauthorized; scope does not match' },
      });
      expect(answer.headers.has('forge-proxy-error')).toBe(false);
    }
    expect((await ask(person('olga'), `GET ${where}`)).status).toBe(200);
  });

  it('asks for all scopes of a property write, and takes the classic or the granular set elsewhere', async () => {
    const write = (scopes: string[]) =>
      exampleConfluence({ scopes }).ask(asUser('olga'), `POST ${where}/properties`, { key: 'k', value: 1 });
    expect((await write(['write:page:confluence'])).status).toBe(401);
    expect((await write(['write:page:confluence', 'read:page:confluence'])).status).toBe(200);
    const groups = (scopes: string[]) =>
      exampleConfluence({ scopes }).ask(asUser('olga'), 'GET /wiki/rest/api/group/x/membersByGroupId');
    expect((await groups(['read:confluence-groups'])).status).toBe(200);
    expect((await groups(['read:group:confluence', 'read:user:confluence'])).status).toBe(200);
    expect((await groups(['read:group:confluence'])).status).toBe(401);
  });

  it('answers what it does not model with a loud 501', async () => {
    const { ask, refusals } = exampleConfluence();
    const lines = [
      'GET /wiki/api/v2/blogposts',
      `DELETE ${where}`,
      'GET /wiki/rest/api/longtask',
      `GET ${where}?body-format=wiki`,
    ];
    for (const line of lines) {
      const answer = await ask(person('ada'), line);
      expect(answer.status).toBe(501);
      expect(JSON.stringify(answer.body)).toContain('not implemented in the local host');
    }
    expect(refusals).toHaveLength(lines.length);
    expect(refusals[0]).toBe('not implemented in the local host: GET /wiki/api/v2/blogposts');
  });

  it('says 429 with the headers to wait by, as often as it was told to, and to the app only', async () => {
    const { ask, faults } = exampleConfluence();
    faults.confluenceRateLimited = 2;
    expect((await ask(person('rita'), `GET ${where}`)).status).toBe(200);
    const answer = await ask(asApp, `GET ${where}`);
    expect(answer.status).toBe(429);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'retry-after': '5',
      'x-ratelimit-remaining': '0',
      'x-ratelimit-reset': '2026-11-23T10:00:05.000Z',
    });
    expect((await ask(asUser('rita'), `GET ${where}`)).status).toBe(429);
    expect((await ask(asUser('rita'), `GET ${where}`)).status).toBe(200);
  });

  it('pages a list with cursors until there is no next, and refuses a limit above 250', async () => {
    const { ask } = exampleConfluence();
    const seen: string[] = [];
    let next: string | undefined = '/wiki/api/v2/pages?limit=7';
    while (next !== undefined) {
      const { body } = await ask(person('petra'), `GET ${next}`);
      const answer = body as { results: { id: string }[]; _links: { next?: string } };
      expect(answer.results.length).toBeLessThanOrEqual(7);
      seen.push(...answer.results.map(({ id }) => id));
      next = answer._links.next;
    }
    const all = (await ask(person('petra'), 'GET /wiki/api/v2/pages?limit=250')).body as {
      results: { id: string }[];
    };
    expect(seen).toEqual(all.results.map(({ id }) => id));
    expect(seen.length).toBeGreaterThan(20);
    expect((await ask(person('petra'), 'GET /wiki/api/v2/pages?limit=251')).status).toBe(400);
  });

  it('keeps the audit log from everybody but Confluence admins', async () => {
    const { ask } = exampleConfluence();
    expect((await ask(asUser('sam'), 'GET /wiki/rest/api/audit')).status).toBe(403);
    expect((await ask(asApp, 'GET /wiki/rest/api/audit')).status).toBe(403);
    expect((await ask(asUser('ada'), 'GET /wiki/rest/api/audit')).status).toBe(501);
  });
});
