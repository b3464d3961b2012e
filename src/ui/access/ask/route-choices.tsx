import { useState } from 'react';

import { Box, Button, Checkbox, Inline, SectionMessage, Stack, Text, Textfield, xcss } from '@forge/react';

import type { PageAccessView } from '../../../contract/access';
import { FormField, textOf } from '../../parts/form-field';
import { plain } from '../../parts/sentence';

type Environment = PageAccessView['environments'][number];
type Route = Environment['routes'][number];
type Props = {
  environment: Environment;
  chosen: string[];
  /** Nothing else is asked for. */
  required: boolean;
  onChange: (routeIds: string[]) => void;
};

/** Below this a search field is more to read than the list. */
const SEARCH_FROM = 8;
const SHOWN_OPERATIONS = 4;

/** The service's routes, each with what can be called through it. */
export function RouteChoices({ environment: { routes, unread }, chosen, required, onChange }: Props) {
  const [query, setQuery] = useState('');
  const shown = routes.filter((route) => labelOf(route).toLowerCase().includes(query.toLowerCase()));
  const flip = (id: string) => {
    onChange(chosen.includes(id) ? chosen.filter((other) => other !== id) : [...chosen, id]);
  };
  return (
    <FormField id="route-search" label="Routes" required={required} help={`${String(chosen.length)} chosen.`}>
      <Stack space="space.075">
        {unread.length > 0 && (
          <SectionMessage appearance="warning" title="Some routes may be missing here">
            <Text>{`Could not be read: ${unread.join(', ')}.`}</Text>
          </SectionMessage>
        )}
        {routes.length === 0 && (
          <Text color="color.text.subtle">
            No route leads to this service, so there is nothing to ask for.
          </Text>
        )}
        {routes.length >= SEARCH_FROM && (
          <Box xcss={xcss({ width: '280px' })}>
            <Textfield
              id="route-search"
              isCompact
              placeholder="Type to narrow"
              onChange={(event) => {
                setQuery(textOf(event));
              }}
            />
          </Box>
        )}
        {shown.map((route) => (
          <Checkbox
            key={route.id}
            id={`route-${route.id}`}
            value={route.id}
            label={labelOf(route)}
            isChecked={chosen.includes(route.id)}
            onChange={() => {
              flip(route.id);
            }}
          />
        ))}
        {shown.length > 1 && (
          <Inline>
            <Button
              appearance="subtle"
              spacing="compact"
              onClick={() => {
                onChange([...new Set([...chosen, ...shown.map(({ id }) => id)])]);
              }}
            >
              {query === '' ? 'Choose all' : 'Choose all that match'}
            </Button>
          </Inline>
        )}
      </Stack>
    </FormField>
  );
}

/** `GET /orders, POST /orders (orders-write)`. */
function labelOf({ name, operations }: Route): string {
  const shown = operations.slice(0, SHOWN_OPERATIONS).map(plain);
  const left = operations.length - shown.length;
  const called = shown.length === 0 ? 'nothing that can be named' : shown.join(', ');
  return `${called}${left > 0 ? ` and ${String(left)} more` : ''} (${name})`;
}
