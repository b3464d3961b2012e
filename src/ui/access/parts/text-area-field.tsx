import { TextArea } from '@forge/react';

import { FormField, textOf } from '../../parts/form-field';

type Props = {
  id: string;
  label: string;
  value: string;
  onChange: (value: string) => void;
  help?: string;
  error?: string | null;
  required?: boolean;
  placeholder?: string;
};

/** Room for sentences. */
export const TextAreaField = ({ value, onChange, placeholder, ...field }: Props) => (
  <FormField {...field}>
    <TextArea
      id={field.id}
      value={value}
      isRequired={field.required ?? false}
      isInvalid={field.error != null}
      minimumRows={3}
      {...(placeholder === undefined ? {} : { placeholder })}
      onChange={(event) => {
        onChange(textOf(event));
      }}
    />
  </FormField>
);
