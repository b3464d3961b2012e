import type { AppModule, Boot } from '../../boot';

const read = (): Boot => JSON.parse(document.getElementById('boot')?.textContent ?? '') as Boot;

/** What the server wrote into the page; the same until the page is loaded again. */
export const boot = read();

export const modulesOf = (type: string): AppModule[] => boot.modules.filter((module) => module.type === type);

export const personName = (accountId: string): string =>
  boot.people.find((person) => person.accountId === accountId)?.displayName ?? 'Gatehouse (app)';

/** `<appId>/<environmentId>`, as it stands in addresses of app pages. */
export const appPath = `${boot.app.ids.appId}/${boot.app.ids.environmentId}`;
