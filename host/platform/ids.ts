/** Random numbers in [0, 1), as Math.random gives them; a seeded one makes a run repeatable. */
export type Random = () => number;

/** A version 4 UUID from `random`. */
export function uuidFrom(random: Random): string {
  const hex = Array.from({ length: 32 }, () => Math.floor(random() * 16).toString(16));
  hex[12] = '4';
  hex[16] = (8 + Math.floor(random() * 4)).toString(16);
  return hex.join('').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

const ENVIRONMENT_ID = '00000000-0000-4000-8000-00000000e001';
const CLOUD_ID = '00000000-0000-4000-8000-00000000c001';
const INSTALLATION_ID = '00000000-0000-4000-8000-00000000a001';

export type PlatformIds = {
  appId: string;
  environmentId: string;
  cloudId: string;
  installationId: string;
  siteAri: string;
};

/** Fixed ids of the one site, environment and installation; `appId` is the last part of the manifest's ARI. */
export function platformIds(appAri: string): PlatformIds {
  return {
    appId: appAri.slice(appAri.lastIndexOf('/') + 1),
    environmentId: ENVIRONMENT_ID,
    cloudId: CLOUD_ID,
    installationId: INSTALLATION_ID,
    siteAri: `ari:cloud:confluence::site/${CLOUD_ID}`,
  };
}
