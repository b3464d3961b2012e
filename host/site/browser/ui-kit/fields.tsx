import type { ComponentProps, FormEvent } from 'react';
import {
  ErrorMessage,
  FormFooter,
  FormHeader,
  FormSection,
  HelperMessage,
  Label,
  MessageWrapper,
  RequiredAsterisk,
  ValidMessage,
} from '@atlaskit/form';
import InlineEdit from '@atlaskit/inline-edit';
import Range from '@atlaskit/range';
import TextArea from '@atlaskit/textarea';
import Textfield from '@atlaskit/textfield';
import { emit, partOf, plainEvent, plainProps, type Doc, type Family } from './doc';
import { useFollowedValue } from './followed-value';
import { Children } from './node';

type Field = HTMLInputElement | HTMLTextAreaElement;

const useTextField = (doc: Doc) => {
  const { value, defaultValue, ...props } = plainProps(doc) as {
    value?: string | number;
    defaultValue?: string | number;
  };
  const [typed, setTyped] = useFollowedValue<string | number>(value, defaultValue ?? '');
  return {
    ...props,
    value: typed,
    onChange: (event: FormEvent<Field>) => {
      setTyped(event.currentTarget.value);
      emit(doc, 'onChange', plainEvent(event));
    },
    onBlur: (event: FormEvent<Field>) => {
      emit(doc, 'onBlur', plainEvent(event));
    },
    onFocus: (event: FormEvent<Field>) => {
      emit(doc, 'onFocus', plainEvent(event));
    },
  };
};

const TextfieldView = ({ doc }: { doc: Doc }) => <Textfield {...useTextField(doc)} />;
const TextAreaView = ({ doc }: { doc: Doc }) => (
  <TextArea {...(useTextField(doc) as ComponentProps<typeof TextArea>)} />
);

const RangeView = ({ doc }: { doc: Doc }) => {
  const { value, defaultValue, ...props } = plainProps(doc) as { value?: number; defaultValue?: number };
  const [chosen, setChosen] = useFollowedValue(value, defaultValue ?? 50);
  return (
    <Range
      {...props}
      value={chosen}
      onChange={(next) => {
        setChosen(next);
        emit(doc, 'onChange', next);
      }}
    />
  );
};

const FormView = ({ doc }: { doc: Doc }) => (
  <form
    noValidate
    onSubmit={(event) => {
      event.preventDefault();
      event.stopPropagation();
      emit(doc, 'onSubmit');
    }}
  >
    <Children doc={doc} />
  </form>
);

const LabelView = ({ doc }: { doc: Doc }) => {
  const { labelFor, id } = doc.props as { labelFor?: string; id?: string };
  return (
    <Label htmlFor={labelFor ?? ''} {...(id === undefined ? {} : { id })}>
      <Children doc={doc} />
    </Label>
  );
};

const InlineEditView = ({ doc }: { doc: Doc }) => {
  const { label, isEditing, defaultValue } = doc.props as {
    label?: string;
    isEditing?: boolean;
    defaultValue?: string;
  };
  const edit = partOf(doc, 'editView');
  const read = partOf(doc, 'readView');
  return (
    <InlineEdit
      defaultValue={defaultValue ?? ''}
      label={label ?? ''}
      {...(isEditing === undefined ? {} : { isEditing })}
      editView={() => edit && <Children doc={edit} />}
      readView={() => read && <Children doc={read} />}
      onConfirm={(value) => {
        emit(doc, 'onConfirm', value);
      }}
      onCancel={() => {
        emit(doc, 'onCancel');
      }}
      onEdit={() => {
        emit(doc, 'onEdit');
      }}
    />
  );
};

export const fields: Family = {
  Textfield: TextfieldView,
  TextArea: TextAreaView,
  Range: RangeView,
  Form: FormView,
  FormHeader: ({ doc }) => (
    <FormHeader {...plainProps(doc)}>
      <Children doc={doc} />
    </FormHeader>
  ),
  FormSection: ({ doc }) => (
    <FormSection {...plainProps(doc)}>
      <Children doc={doc} />
    </FormSection>
  ),
  FormFooter: ({ doc }) => (
    <FormFooter {...plainProps(doc)}>
      <Children doc={doc} />
    </FormFooter>
  ),
  Label: LabelView,
  RequiredAsterisk: () => <RequiredAsterisk />,
  HelperMessage: ({ doc }) => (
    <MessageWrapper>
      <HelperMessage>
        <Children doc={doc} />
      </HelperMessage>
    </MessageWrapper>
  ),
  ErrorMessage: ({ doc }) => (
    <MessageWrapper>
      <ErrorMessage>
        <Children doc={doc} />
      </ErrorMessage>
    </MessageWrapper>
  ),
  ValidMessage: ({ doc }) => (
    <MessageWrapper>
      <ValidMessage>
        <Children doc={doc} />
      </ValidMessage>
    </MessageWrapper>
  ),
  InlineEdit: InlineEditView,
};
