import { Code, Inline, Lozenge, Stack, Tag, TagGroup, Text } from '@forge/react';

import type { RoutesOfService } from '../../../contract/views';
import type { KongNode } from '../../../domain/kong/entities';

/** The services that the page is bound to, where they lead, and which gateway says so. */
export const GatewayLine = ({ services, node }: RoutesOfService) => (
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
    {node !== null && (
      <Text size="small" color="color.text.subtlest">
        {nodeInWords(node)}
      </Text>
    )}
  </Stack>
);

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
