import { appPath, boot, modulesOf } from '../site/boot';
import { navigate } from '../site/location';

type Location = { target?: string; contentId?: string; spaceKey?: string; moduleKey?: string; url?: string };

const moduleAddress = ({ moduleKey, spaceKey }: Location): string => {
  const module = boot.modules.find((each) => each.key === moduleKey);
  if (module?.type === 'confluence:spacePage')
    return `/wiki/spaces/${spaceKey ?? ''}/apps/${appPath}/${module.route ?? ''}`;
  if (module?.type === 'confluence:spaceSettings')
    return `/wiki/spaces/${spaceKey ?? ''}/settings/apps/${appPath}/${module.route ?? ''}`;
  const admin = modulesOf('confluence:globalSettings').find((each) => each.key === moduleKey);
  if (admin !== undefined) return `/wiki/admin/apps/${appPath}/${admin.key}`;
  throw new Error(`The local host knows no address of the module ${moduleKey ?? ''}.`);
};

/** The site's address of a `NavigationLocation` of @forge/bridge. @throws for targets that the local host does not have. */
export const addressOf = (location: Location): string => {
  if (location.url !== undefined) return location.url;
  switch (location.target) {
    case 'contentView':
      return `/wiki/pages/${location.contentId ?? ''}`;
    case 'contentEdit':
      return `/wiki/pages/${location.contentId ?? ''}/edit`;
    case 'spaceView':
      return `/wiki/spaces/${location.spaceKey ?? ''}/overview`;
    case 'module':
      return moduleAddress(location);
    default:
      throw new Error(`navigation to ${location.target ?? 'nowhere'} is not implemented in the local host`);
  }
};

export const goTo = (location: Location & { type?: string }): void => {
  const address = new URL(addressOf(location), window.location.origin);
  if (location.type === 'new-tab') window.open(address, '_blank', 'noopener');
  else if (address.origin === window.location.origin)
    navigate(address.pathname + address.search + address.hash);
  else window.location.assign(address);
};
