import { commentEndpoints } from './comments';
import { contentEndpoints } from './content';
import type { Endpoint } from './endpoint';
import { groupEndpoints } from './groups';
import { pageEndpoints } from './pages';
import { propertyEndpoints } from './properties';
import { searchEndpoints } from './search';
import { spaceEndpoints } from './spaces';
import { userEndpoints } from './users';

/** Every operation that the local Confluence answers; what is not here is a loud 501. */
export const ENDPOINTS: Endpoint[] = [
  ...pageEndpoints,
  ...propertyEndpoints,
  ...spaceEndpoints,
  ...commentEndpoints,
  ...userEndpoints,
  ...groupEndpoints,
  ...searchEndpoints,
  ...contentEndpoints,
];
