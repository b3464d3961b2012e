import type { KubernetesService } from '../resources';

/** How a proxy treats what comes in on a port: `either` where it looks at each connection. */
export type PortProtocol = 'http' | 'tcp' | 'either';

/** A port as callers know it and as the proxy sees it. */
export type ServicePort = {
  service: string;
  port: number;
  /** The pods' own; null where a name stands for it, which only their containers explain. */
  containerPort: number | null;
  protocol: PortProtocol;
};

type Labels = Record<string, string>;

/** Services that lead to pods with these labels. */
export const servicesOf = (services: readonly KubernetesService[], labels: Labels): KubernetesService[] =>
  services.filter(({ selector }) => {
    const wanted = Object.entries(selector);
    return wanted.length > 0 && wanted.every(([key, value]) => labels[key] === value);
  });

/** By port, then service. UDP is none of Istio's business. */
export const portsOf = (services: readonly KubernetesService[]): ServicePort[] =>
  services
    .flatMap(({ metadata, ports }) =>
      ports
        .filter(({ protocol }) => protocol !== 'UDP')
        .map((port) => ({
          service: metadata.name,
          port: port.port,
          containerPort: containerPortOf(port),
          protocol: protocolOf(port),
        })),
    )
    .sort((a, b) => a.port - b.port || (a.service < b.service ? -1 : 1));

type Port = KubernetesService['ports'][number];

const containerPortOf = ({ port, targetPort }: Port): number | null => {
  if (targetPort === null) return port;
  return /^\d+$/.test(targetPort) ? Number(targetPort) : null;
};

/** @source istio.io/latest/docs/ops/configuration/traffic-management/protocol-selection: appProtocol, else the name's first part */
const protocolOf = ({ appProtocol, name }: Port): PortProtocol => {
  const said = (appProtocol ?? (name ?? '').split('-')[0] ?? '').toLowerCase();
  if (HTTP.has(said)) return 'http';
  return TCP.has(said) ? 'tcp' : 'either';
};

const HTTP = new Set(['http', 'http2', 'grpc', 'grpc-web', 'kubernetes.io/h2c', 'kubernetes.io/ws']);
const TCP = new Set(['tcp', 'tls', 'https', 'mongo', 'mysql', 'redis', 'kubernetes.io/wss']);
