import type { Viewer } from '../app/authorize';

/** What the platform puts in for somebody who is not logged in. */
const NOBODY = 'unidentified';

/**
 * Who calls, from the platform alone: `accountId` and `accountType` of the context are its own, everything else in it comes from the browser.
 * @source developer.atlassian.com/platform/forge/app-context-security
 */
export const viewerOf = (context: { accountId?: unknown; accountType?: unknown }): Viewer => {
  const { accountId, accountType } = context;
  return typeof accountId !== 'string' ||
    accountId === '' ||
    accountId === NOBODY ||
    accountType === 'anonymous'
    ? { kind: 'anonymous' }
    : { kind: 'person', accountId };
};

/** Where the app is installed, from the platform alone; null when it does not say. Tells the sites apart that one warm process serves. */
export const installationIn = ({ installContext }: { installContext?: unknown }): string | null =>
  typeof installContext === 'string' && installContext !== '' ? installContext : null;
