import { useId } from 'react';
import Calendar from '@atlaskit/calendar';
import Checkbox from '@atlaskit/checkbox';
import { DatePicker, TimePicker } from '@atlaskit/datetime-picker';
import { Radio, RadioGroup } from '@atlaskit/radio';
import Select, { CreatableSelect } from '@atlaskit/select';
import Toggle from '@atlaskit/toggle';
import { emit, plainEvent, plainProps, type Doc, type Family } from './doc';
import { useFollowedValue } from './followed-value';

type Option = { label: string; value: string };

const SelectView = ({ doc }: { doc: Doc }) => {
  const { value, defaultValue, isCreatable, ...props } = plainProps(doc) as {
    value?: Option | Option[] | null;
    defaultValue?: Option | Option[];
    isCreatable?: boolean;
  };
  const [chosen, setChosen] = useFollowedValue<Option | readonly Option[] | null>(
    value,
    defaultValue ?? null,
  );
  const View = isCreatable === true ? CreatableSelect : Select;
  return (
    <View
      {...props}
      value={chosen}
      menuPosition="fixed"
      onChange={(next) => {
        const plain = next as Option | readonly Option[] | null;
        setChosen(plain);
        emit(doc, 'onChange', plain);
      }}
      onBlur={() => {
        emit(doc, 'onBlur');
      }}
      onFocus={() => {
        emit(doc, 'onFocus');
      }}
      {...(typeof doc.props['onInputChange'] === 'function'
        ? {
            onInputChange: (typed: string) => {
              emit(doc, 'onInputChange', typed);
            },
          }
        : {})}
    />
  );
};

const usePicked = (doc: Doc) => {
  const { value, defaultValue, ...props } = plainProps(doc) as { value?: string; defaultValue?: string };
  const [picked, setPicked] = useFollowedValue(value, defaultValue ?? '');
  return {
    ...props,
    value: picked,
    onChange: (next: string) => {
      setPicked(next);
      emit(doc, 'onChange', next);
    },
    onBlur: () => {
      emit(doc, 'onBlur');
    },
  };
};

const DatePickerView = ({ doc }: { doc: Doc }) => <DatePicker {...usePicked(doc)} shouldShowCalendarButton />;
const TimePickerView = ({ doc }: { doc: Doc }) => <TimePicker {...usePicked(doc)} />;

const useChecked = (doc: Doc) => {
  const { isChecked, defaultChecked, ...props } = plainProps(doc) as {
    isChecked?: boolean;
    defaultChecked?: boolean;
  };
  const [checked, setChecked] = useFollowedValue(isChecked, defaultChecked ?? false);
  return {
    ...props,
    isChecked: checked,
    onChange: (event: { type: string; currentTarget: HTMLInputElement; target: EventTarget | null }) => {
      setChecked(event.currentTarget.checked);
      emit(doc, 'onChange', plainEvent(event));
    },
    onBlur: () => {
      emit(doc, 'onBlur');
    },
  };
};

const CheckboxView = ({ doc }: { doc: Doc }) => <Checkbox {...useChecked(doc)} />;
const ToggleView = ({ doc }: { doc: Doc }) => <Toggle {...useChecked(doc)} />;

const CheckboxGroupView = ({ doc }: { doc: Doc }) => {
  const {
    options = [],
    value,
    defaultValue,
    name,
  } = doc.props as {
    options?: (Option & { isDisabled?: boolean })[];
    value?: string[];
    defaultValue?: string[];
    name?: string;
  };
  const [chosen, setChosen] = useFollowedValue(value, defaultValue ?? []);
  const flip = (option: string) => {
    const next = chosen.includes(option) ? chosen.filter((each) => each !== option) : [...chosen, option];
    setChosen(next);
    emit(doc, 'onChange', next);
  };
  return options.map((option) => (
    <Checkbox
      key={option.value}
      {...(name === undefined ? {} : { name })}
      value={option.value}
      label={option.label}
      isDisabled={option.isDisabled === true}
      isChecked={chosen.includes(option.value)}
      onChange={() => {
        flip(option.value);
      }}
    />
  ));
};

const RadioView = ({ doc }: { doc: Doc }) => (
  <Radio
    {...plainProps(doc)}
    onChange={(event) => {
      emit(doc, 'onChange', plainEvent(event));
    }}
  />
);

const RadioGroupView = ({ doc }: { doc: Doc }) => {
  const {
    options = [],
    value,
    defaultValue,
    ...props
  } = plainProps(doc) as { options?: (Option & { name?: string })[]; value?: string; defaultValue?: string };
  const ownName = useId();
  const [chosen, setChosen] = useFollowedValue(value, defaultValue ?? '');
  return (
    <RadioGroup
      {...props}
      value={chosen}
      options={options.map((option) => ({ ...option, name: option.name ?? ownName }))}
      onChange={(event) => {
        setChosen(event.currentTarget.value);
        emit(doc, 'onChange', plainEvent(event));
      }}
    />
  );
};

export const choices: Family = {
  Select: SelectView,
  DatePicker: DatePickerView,
  TimePicker: TimePickerView,
  Calendar: ({ doc }) => (
    <Calendar
      {...plainProps(doc)}
      onSelect={({ day, month, year, iso }) => {
        emit(doc, 'onSelect', { day, month, year, iso });
      }}
    />
  ),
  Checkbox: CheckboxView,
  CheckboxGroup: CheckboxGroupView,
  Toggle: ToggleView,
  Radio: RadioView,
  RadioGroup: RadioGroupView,
};
