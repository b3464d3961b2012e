import { useCallback, useState } from 'react';

import { Box, Button, ButtonGroup, Inline, Label, Spinner, Stack, Text, Textfield, xcss } from '@forge/react';

import { CALLERS_A_PAGE } from '../../../contract/callers';
import type { CallersView } from '../../../contract/callers';
import { textOf } from '../../parts/form-field';
import { invoke } from '../../parts/invoke';
import { Problem } from '../../parts/problem';
import { useAnswer } from '../../parts/use-answer';
import { useSettled } from '../../parts/use-settled';
import { CallerTable } from './caller-table';
import { CallersText } from './callers-text';
import { PageEstate } from '../../parts/page-estate';
import type { Place } from '../../parts/page-estate';

/** *Who may call this*: every consumer of the gateway against every route of the page, from the whole snapshot. */
export function Callers(place: Place) {
  const { pageId, environment } = place;
  const [typed, setTyped] = useState('');
  const [from, setFrom] = useState({ search: '', offset: 0 });
  const search = useSettled(typed, 300);
  const offset = from.search === search ? from.offset : 0;
  const { value, error, busy, again } = useAnswer<CallersView>(
    useCallback(
      () => invoke('readCallers', { pageId, environment, search, offset, limit: CALLERS_A_PAGE }),
      [pageId, environment, search, offset],
    ),
  );
  if (value === null)
    return error === null ? <Spinner label="Reading who may call" /> : <Problem error={error} />;
  return (
    <Stack space="space.150">
      <PageEstate {...place} whole="gateway" estate={value} onSettled={again} />
      {error !== null && <Problem error={error} />}
      {value.callers !== null && (
        <>
          <Inline space="space.150" alignBlock="end" shouldWrap>
            <Box xcss={xcss({ width: '260px' })}>
              <Label labelFor={`search-callers-${environment}`}>Search consumers</Label>
              <Textfield
                id={`search-callers-${environment}`}
                isCompact
                placeholder="Part of a name or custom id"
                onChange={(event) => {
                  setTyped(textOf(event));
                }}
              />
            </Box>
            <CallersText pageId={pageId} environment={environment} search={search} zone={place.zone} />
            {busy && <Spinner size="small" label="Reading" />}
          </Inline>
          <CallerTable callers={value.callers} first={offset === 0 && search === ''} />
          <Pages
            offset={offset}
            shown={value.callers.rows.length}
            total={value.callers.total}
            onMove={(to) => {
              setFrom({ search, offset: to });
            }}
          />
        </>
      )}
    </Stack>
  );
}

type PagesProps = { offset: number; shown: number; total: number; onMove: (offset: number) => void };

const Pages = ({ offset, shown, total, onMove }: PagesProps) => (
  <Inline space="space.150" alignBlock="center">
    <Text size="small" color="color.text.subtle">
      {shown === 0
        ? 'No consumer fits.'
        : `${String(offset + 1)} to ${String(offset + shown)} of ${String(total)} consumers`}
    </Text>
    {total > CALLERS_A_PAGE && (
      <ButtonGroup label="Pages">
        <Button
          spacing="compact"
          isDisabled={offset === 0}
          onClick={() => {
            onMove(Math.max(0, offset - CALLERS_A_PAGE));
          }}
        >
          Previous
        </Button>
        <Button
          spacing="compact"
          isDisabled={offset + shown >= total}
          onClick={() => {
            onMove(offset + CALLERS_A_PAGE);
          }}
        >
          Next
        </Button>
      </ButtonGroup>
    )}
  </Inline>
);
