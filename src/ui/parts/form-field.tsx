import type { ReactNode } from 'react';

import {
  Box,
  ErrorMessage,
  HelperMessage,
  Label,
  RequiredAsterisk,
  Stack,
  Textfield,
  xcss,
} from '@forge/react';

type Props = {
  id: string;
  label: string;
  help?: string;
  error?: string | null;
  required?: boolean;
  children: ReactNode;
};

/** Label, input, and below it what is wrong or what is meant. */
export const FormField = ({ id, label, help, error, required = false, children }: Props) => (
  <Box xcss={xcss({ width: '100%' })}>
    <Stack space="space.0">
      <Label labelFor={id}>
        {label}
        {required && <RequiredAsterisk />}
      </Label>
      {children}
      {error == null ? (
        help !== undefined && <HelperMessage>{help}</HelperMessage>
      ) : (
        <ErrorMessage>{error}</ErrorMessage>
      )}
    </Stack>
  </Box>
);

type TextProps = Omit<Props, 'children'> & {
  value: string;
  onChange: (value: string) => void;
  secret?: boolean;
  placeholder?: string;
  disabled?: boolean;
};

export const TextField = ({
  value,
  onChange,
  secret = false,
  placeholder,
  disabled = false,
  ...field
}: TextProps) => (
  <FormField {...field}>
    <Textfield
      id={field.id}
      value={value}
      type={secret ? 'password' : 'text'}
      isDisabled={disabled}
      isRequired={field.required ?? false}
      isInvalid={field.error != null}
      {...(placeholder === undefined ? {} : { placeholder })}
      onChange={(event) => {
        onChange(textOf(event));
      }}
    />
  </FormField>
);

/** What was typed, from an event of UI Kit. */
export const textOf = (event: { target: unknown }): string => {
  const value = (event.target as { value?: unknown } | undefined)?.value;
  return typeof value === 'string' ? value : '';
};
