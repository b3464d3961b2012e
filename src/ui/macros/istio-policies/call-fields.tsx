import { Box, Inline, Label, Select, Stack, xcss } from '@forge/react';

import type { TryChoices } from '../../../contract/mesh';
import { TextField } from '../../parts/form-field';

/** What of a call is typed. Empty: not said, and so not known. */
export type TypedCall = { method: string; path: string; port: string; host: string };

export const ANY_GET: TypedCall = { method: 'GET', path: '/', port: '', host: '' };

export type Operation = {
  method: string | null;
  path: string | null;
  port: number | null;
  host: string | null;
};

export const operationOf = ({ method, path, port, host }: TypedCall): Operation => ({
  method: said(method),
  path: said(path),
  port: said(port) === null ? null : Number(port),
  host: said(host),
});

const said = (typed: string): string | null => (typed.trim() === '' ? null : typed.trim());

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];
const narrow = xcss({ width: '150px' });
const wide = xcss({ width: '260px' });

type Props = {
  id: string;
  call: TypedCall;
  ports: TryChoices['ports'];
  /** What was typed last; the rest stays as it is by then. */
  onChange: (typed: Partial<TypedCall>) => void;
};

/** Method, path, port and host of a call. */
export const CallFields = ({ id, call, ports, onChange }: Props) => (
  <Inline space="space.150" shouldWrap alignBlock="start">
    <Chooser
      id={`${id}-method`}
      label="Method"
      value={call.method}
      options={METHODS.map((method) => ({ value: method, label: method }))}
      onChange={(method) => {
        onChange({ method });
      }}
    />
    <Box xcss={wide}>
      <TextField
        id={`${id}-path`}
        label="Path"
        value={call.path}
        placeholder="any"
        onChange={(path) => {
          onChange({ path });
        }}
      />
    </Box>
    <Chooser
      id={`${id}-port`}
      label="Port"
      value={call.port}
      options={ports.map(({ port, label }) => ({ value: String(port), label }))}
      onChange={(port) => {
        onChange({ port });
      }}
    />
    <Box xcss={wide}>
      <TextField
        id={`${id}-host`}
        label="Host"
        value={call.host}
        placeholder="not said"
        onChange={(host) => {
          onChange({ host });
        }}
      />
    </Box>
  </Inline>
);

type Option = { value: string; label: string };
type ChooserProps = {
  id: string;
  label: string;
  value: string;
  options: Option[];
  onChange: (value: string) => void;
};

/** Cleared: any. */
const Chooser = ({ id, label, value, options, onChange }: ChooserProps) => (
  <Box xcss={narrow}>
    <Stack space="space.0">
      <Label labelFor={id}>{label}</Label>
      <Select
        inputId={id}
        isClearable
        placeholder="any"
        options={options}
        value={options.find((option) => option.value === value) ?? null}
        onChange={(option: Option | null) => {
          onChange(option?.value ?? '');
        }}
      />
    </Stack>
  </Box>
);
