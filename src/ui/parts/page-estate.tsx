import { useCallback } from 'react';

import type { EstateView } from '../../contract/callers';
import { err } from '../../domain/result';
import { invoke } from './invoke';
import { SnapshotPanel, type Whole } from './snapshot-panel';
import type { Zone } from './time';

/** Where a panel stands: the page, one of its environments, and the reader's language and zone. */
export type Place = { pageId: string; environment: string; zone: Zone };

type Props = Place & {
  whole: Whole;
  estate: Pick<EstateView, 'snapshot' | 'mayRefresh'>;
  onSettled: () => void;
};

/** The age of the snapshot that a panel of the page is drawn from. */
export function PageEstate({ pageId, zone, whole, estate: { snapshot, mayRefresh }, onSettled }: Props) {
  const connectionId = snapshot.connection.id;
  const poll = useCallback(async () => {
    const answer = await invoke('readSnapshotState', { pageId });
    if (!answer.ok) return answer;
    const state = answer.value.find(({ connection }) => connection.id === connectionId);
    return state === undefined ? err({ code: 'CONNECTION_GONE' }) : { ok: true as const, value: state };
  }, [pageId, connectionId]);
  return (
    <SnapshotPanel
      whole={whole}
      snapshot={snapshot}
      zone={zone}
      refresh={mayRefresh ? () => invoke('refreshSnapshot', { pageId, connectionId }) : null}
      poll={poll}
      onSettled={onSettled}
    />
  );
}
