import { useState } from 'react';

import { Box, Inline, Select, Textfield, xcss } from '@forge/react';

import { FormField, textOf } from '../../parts/form-field';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const UNITS = [
  { label: 'days', value: 'days', ms: DAY },
  { label: 'hours', value: 'hours', ms: HOUR },
] as const;
type Unit = (typeof UNITS)[number];

type Props = {
  id: string;
  label: string;
  /** Milliseconds; null while what is typed is no number. */
  value: number | null;
  onChange: (ms: number | null) => void;
  help?: string;
  error?: string | null;
};

/** A duration in whole days or hours. */
export function DurationField({ id, label, value, onChange, help, error }: Props) {
  const [unit, setUnit] = useState<Unit>(() => unitOf(value));
  const [text, setText] = useState(() => (value === null ? '' : String(value / unit.ms)));
  const tell = (typed: string, of: Unit) => {
    onChange(/^\d{1,5}$/.test(typed.trim()) && Number(typed) > 0 ? Number(typed) * of.ms : null);
  };
  return (
    <FormField
      {...{ id, label }}
      required
      {...(help === undefined ? {} : { help })}
      error={error ?? (value === null ? 'Type a whole number, 1 or more.' : null)}
    >
      <Inline space="space.100">
        <Box xcss={xcss({ width: '96px' })}>
          <Textfield
            id={id}
            value={text}
            isInvalid={value === null || error != null}
            onChange={(event) => {
              const typed = textOf(event);
              setText(typed);
              tell(typed, unit);
            }}
          />
        </Box>
        <Box xcss={xcss({ width: '120px' })}>
          <Select
            inputId={`${id}-unit`}
            aria-label={`${label}: unit`}
            options={UNITS.map(({ label: name, value: key }) => ({ label: name, value: key }))}
            value={{ label: unit.label, value: unit.value }}
            onChange={(option: { value: string }) => {
              const chosen = UNITS.find(({ value: key }) => key === option.value) ?? UNITS[0];
              setUnit(chosen);
              tell(text, chosen);
            }}
          />
        </Box>
      </Inline>
    </FormField>
  );
}

const unitOf = (ms: number | null): Unit => (ms === null || ms % DAY === 0 ? UNITS[0] : UNITS[1]);
