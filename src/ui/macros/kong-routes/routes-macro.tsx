import { Heading, Stack } from '@forge/react';

import type { RoutesOfService } from '../../../contract/views';
import { invoke } from '../../parts/invoke';
import { PageMacro } from '../../parts/page-macro';
import { GatewayLine } from './gateway-line';
import { PluginTable } from './plugin-table';
import { Questions } from './questions';
import { RouteTable } from './route-table';

const read = (pageId: string, from: 'live' | 'remembered') => invoke('readRoutes', { pageId, from });

/** The Kong routes that lead to the page's service, live. */
export const RoutesMacro = () => (
  <PageMacro title="Kong routes" what="routes" read={read} below={(place) => <Questions {...place} />}>
    {(data: RoutesOfService, unread, clock) => (
      <Stack space="space.200">
        <GatewayLine data={data} clock={clock} />
        <RouteTable data={data} unread={unread} />
        <Stack space="space.100">
          <Heading as="h4" size="xsmall">
            Plugins attached to them
          </Heading>
          <PluginTable plugins={data.plugins} unread={unread} />
        </Stack>
      </Stack>
    )}
  </PageMacro>
);
