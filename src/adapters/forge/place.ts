import { getAppContext } from '@forge/api';
import type { Place } from '../../domain/access/projection';

/** App and installation as the platform names them; neither comes from a payload or a page. */
export const forgePlace = (pageId: string): Place => {
  const { appAri, installationAri } = getAppContext();
  return { app: appAri.toString(), installation: installationAri.toString(), page: pageId };
};
