import { named } from '../words';
import type { PlaneReason } from './data-plane';

/** Which proxy guards a workload, and why that is thought. */
export function dataPlaneSentence(because: PlaneReason): string {
  switch (because.code) {
    case 'GATEWAY_API':
      return `It is the gateway ${named(because.gateway)} (Gateway API), as its label says.`;
    case 'WAYPOINT_ITSELF':
      return `It is the waypoint ${named(because.gateway)}, as its label says.`;
    case 'ISTIO_GATEWAY':
      return `The gateway ${named(because.gateway)} runs on it.`;
    case 'AMBIENT':
      return ambientSentence(because);
    case 'INJECTED':
      return `Guarded by a sidecar: its ${because.said} has the label ${named(because.label)}.`;
    case 'OPTED_OUT':
      return `No proxy of Istio guards it (${named(because.label)}): policies do nothing here.`;
    case 'NOTHING_SAID':
      return 'Neither its namespace nor its pods ask for a proxy of Istio. If it has none, policies do nothing here.';
    case 'NAMESPACE_UNREAD':
      return 'Which proxy guards it is not known, since the labels of its namespace could not be read.';
  }
}

function ambientSentence({ said, waypoint }: PlaneReason & { code: 'AMBIENT' }): string {
  const why = `its ${said} is in ambient mode`;
  return waypoint === null
    ? `Guarded by ztunnel on its node: ${why} and no waypoint is named.`
    : `Guarded by the waypoint ${named(`${waypoint.namespace}/${waypoint.name}`)} and by ztunnel behind it: ${why}. ` +
        'Calls to a pod’s own address pass by the waypoint.';
}
