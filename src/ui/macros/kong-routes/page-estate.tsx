import { useCallback } from 'react';

import type { EstateView } from '../../../contract/callers';
import { err } from '../../../domain/result';
import { invoke } from '../../parts/invoke';
import { SnapshotPanel } from '../../parts/snapshot-panel';
import type { Zone } from '../../parts/time';

/** Where a panel stands: the page, one of its environments, and the reader's language and zone. */
export type Place = { pageId: string; environment: string; zone: Zone };

type Props = Place & { estate: EstateView; onSettled: () => void };

/** The age of the snapshot that a panel of the page is drawn from. */
export function PageEstate({ pageId, zone, estate: { snapshot, mayRefresh }, onSettled }: Props) {
  const connectionId = snapshot.connection.id;
  const poll = useCallback(async () => {
    const answer = await invoke('readSnapshotState', { pageId });
    if (!answer.ok) return answer;
    const state = answer.value.find(({ connection }) => connection.id === connectionId);
    return state === undefined ? err({ code: 'CONNECTION_GONE' }) : { ok: true as const, value: state };
  }, [pageId, connectionId]);
  return (
    <SnapshotPanel
      snapshot={snapshot}
      zone={zone}
      refresh={mayRefresh ? () => invoke('refreshSnapshot', { pageId, connectionId }) : null}
      poll={poll}
      onSettled={onSettled}
    />
  );
}
