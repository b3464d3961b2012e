import { Code, Inline, Lozenge, Stack, Tag, TagGroup, Text } from '@forge/react';

import type { RoutesOfService } from '../../../contract/views';
import type { KongNode } from '../../../domain/kong/entities';
import { beginning } from '../../../domain/kong/gateway-plugins';
import type { IsoTime } from '../../../domain/time';
import { Disclosure } from '../../parts/disclosure';
import type { ReaderClock } from '../../parts/reading';
import { age, localTime } from '../../parts/time';

type Props = { data: RoutesOfService; clock: ReaderClock };

/** The services that the page is bound to, where they lead, which gateway says so, and what of it is older than the rest. */
export const GatewayLine = ({ data: { services, node, gatewayPluginsAt, fromSnapshot }, clock }: Props) => (
  <Stack space="space.050">
    {services.length <= MOST_AT_ONCE ? (
      <Services services={services} />
    ) : (
      <Disclosure label={`All ${String(services.length)} services`}>
        <Services services={services} />
      </Disclosure>
    )}
    {node !== null && (
      <Text size="small" color="color.text.subtlest">
        {nodeInWords(node)}
      </Text>
    )}
    {gatewayPluginsAt !== null && (
      <Text size="small" color="color.text.subtle">
        {olderInWords(gatewayPluginsAt, clock)}
      </Text>
    )}
    {fromSnapshot !== undefined && (
      <Text size="small" color="color.text.subtle">
        {olderPartsInWords(fromSnapshot, clock)}
      </Text>
    )}
  </Stack>
);

/** A tag may have so many that nobody would scroll past them to the routes. */
const MOST_AT_ONCE = 10;

const Services = ({ services }: Pick<RoutesOfService, 'services'>) => (
  <Stack space="space.050">
    {services.map(({ id, name, upstream, enabled, tags }) => (
      <Inline key={id} space="space.100" alignBlock="center" shouldWrap>
        <Text weight="semibold">{name}</Text>
        <Text>
          leads to <Code>{upstream}</Code>
        </Text>
        {!enabled && <Lozenge appearance="removed">disabled: every route answers 404</Lozenge>}
        <TagGroup>
          {tags.map((tag) => (
            <Tag key={tag} text={tag} />
          ))}
        </TagGroup>
      </Inline>
    ))}
  </Stack>
);

/** A page view lists no whole gateway, so what is attached to all of it comes from the last time that somebody did. */
const olderInWords = (at: IsoTime, { now, zone }: ReaderClock): string =>
  `Plugins of the whole gateway as of ${age(at, now, zone.locale)}, ${localTime(at, zone)}. Those of the service were read with the rest.`;

/** More services or routes than a page view may ask one by one. */
const olderPartsInWords = (
  { at, parts }: NonNullable<RoutesOfService['fromSnapshot']>,
  { now, zone }: ReaderClock,
): string =>
  `${beginning(parts)} as of ${age(at, now, zone.locale)}, ${localTime(at, zone)}: they are too many to ask for one by one at every view.`;

const EDITIONS: Record<KongNode['edition'], string> = {
  oss: 'Kong Gateway (OSS)',
  enterprise: 'Kong Gateway Enterprise',
  konnect: 'Konnect',
};

const nodeInWords = ({ edition, version, flavor, database }: KongNode): string =>
  [
    `${EDITIONS[edition]}${version === null ? '' : ` ${version}`}`,
    flavor === null ? null : `router ${flavor}`,
    database === 'off' ? 'db-less, read only' : null,
  ]
    .filter(Boolean)
    .join(', ');
