import { Box, Inline, Label, Select, Stack, xcss } from '@forge/react';

import type { TriedCall } from '../../../domain/istio/workload/tried-call';
import { TextField } from '../../parts/form-field';

/** Headers as `name: value; no other-name`, and what is known of a token. */
export type More = {
  headers: string;
  token: 'not-said' | 'none' | 'valid';
  issuer: string;
  subject: string;
  audience: string;
};

export const NOTHING_MORE: More = { headers: '', token: 'not-said', issuer: '', subject: '', audience: '' };

/** What of it is said of a call. */
export const moreOf = (more: More): Pick<TriedCall, 'headers' | 'token'> => ({
  headers: headersIn(more.headers),
  token: tokenOf(more),
});

/** null: not said. `no x-env`: the call has no such header. A header without a colon has an empty value. */
function headersIn(typed: string): TriedCall['headers'] {
  const parts = typed.split(';').filter((part) => part.trim() !== '');
  if (parts.length === 0) return null;
  return Object.fromEntries(
    parts.map((part): [string, string | null] => {
      const absent = /^\s*no\s+([^\s:]+)\s*$/i.exec(part)?.[1];
      if (absent !== undefined) return [absent, null];
      const [name = '', ...value] = part.split(':');
      return [name.trim(), value.join(':').trim()];
    }),
  );
}

function tokenOf({ token, issuer, subject, audience }: More): TriedCall['token'] {
  if (token !== 'valid') return token === 'none' ? 'none' : null;
  const audiences = audience.trim() === '' ? [] : [audience.trim()];
  return { issuer: issuer.trim(), subject: subject.trim(), audiences };
}

const TOKENS: { value: More['token']; label: string }[] = [
  { value: 'not-said', label: 'Not said' },
  { value: 'none', label: 'No token' },
  { value: 'valid', label: 'A valid token' },
];

const width = xcss({ width: '260px' });

type Props = { more: More; onChange: (typed: Partial<More>) => void };

/** Headers and token: most policies ask for neither. */
export const MoreFields = ({ more, onChange }: Props) => (
  <Inline space="space.150" shouldWrap alignBlock="start">
    <Box xcss={width}>
      <TextField
        id="try-headers"
        label="Headers"
        placeholder="x-group: partners; no x-env"
        value={more.headers}
        onChange={(headers) => {
          onChange({ headers });
        }}
      />
    </Box>
    <Box xcss={width}>
      <Stack space="space.0">
        <Label labelFor="try-token">Token</Label>
        <Select
          inputId="try-token"
          options={TOKENS}
          value={TOKENS.find(({ value }) => value === more.token) ?? null}
          onChange={(option: { value: More['token'] } | null) => {
            onChange({ token: option?.value ?? 'not-said' });
          }}
        />
      </Stack>
    </Box>
    {more.token === 'valid' &&
      (['issuer', 'subject', 'audience'] as const).map((part) => (
        <Box key={part} xcss={width}>
          <TextField
            id={`try-${part}`}
            label={LABELS[part]}
            value={more[part]}
            onChange={(typed) => {
              onChange({ [part]: typed });
            }}
          />
        </Box>
      ))}
  </Inline>
);

const LABELS = { issuer: 'Issuer', subject: 'Subject', audience: 'Audience' };
