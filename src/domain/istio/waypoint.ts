/** A waypoint by its place: a Gateway API gateway, named as its pods' label says. */
export type WaypointRef = { namespace: string; name: string };

type Labels = Record<string, string>;

const NAME = 'istio.io/use-waypoint';
const NAMESPACE = 'istio.io/use-waypoint-namespace';

const labelOf = (labels: Labels, key: string): string | null =>
  Object.hasOwn(labels, key) ? (labels[key] ?? null) : null;

/**
 * The waypoint that these labels name, the nearest first: the service's or the pod's word goes before the namespace's, and `none`
 * takes it away. null: there is none.
 * @source istio.io/latest/docs/ambient/usage/waypoint; istio/istio pilot ambient/waypoints.go getGatewayOrGatewayClass…
 */
export function waypointOf(nearestFirst: readonly Labels[], namespace: string): WaypointRef | null {
  const said = nearestFirst.find((labels) => labelOf(labels, NAME) !== null);
  const name = said === undefined ? null : labelOf(said, NAME);
  if (said === undefined || name === null || name === '' || name === 'none') return null;
  return { name, namespace: labelOf(said, NAMESPACE) ?? namespace };
}

/** Namespaces beside the workload's own in which a waypoint of these labels may stand. */
export const waypointNamespaces = (labels: readonly Labels[]): string[] => [
  ...new Set(labels.flatMap((each) => labelOf(each, NAMESPACE) ?? [])),
];
