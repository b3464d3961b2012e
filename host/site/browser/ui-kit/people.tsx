import { createContext, useContext, useId } from 'react';
import Comment, { CommentAuthor, CommentTime } from '@atlaskit/comment';
import { Label, RequiredAsterisk } from '@atlaskit/form';
import { Inline, Text } from '@atlaskit/primitives';
import Select from '@atlaskit/select';
import { boot, personName } from '../site/boot';
import { emit, partOf, type Doc, type Family } from './doc';
import { useFollowedValue } from './followed-value';
import { Children } from './node';
import { PersonAvatar } from './person-avatar';

const PersonChip = ({ accountId, hideName }: { accountId: string; hideName?: boolean }) => (
  <Inline as="span" space="space.050" alignBlock="center">
    <PersonAvatar name={personName(accountId)} />
    {hideName === true ? null : <Text as="span">{personName(accountId)}</Text>}
  </Inline>
);

type Choice = { value: string; label: string };
const CHOICES: Choice[] = boot.people.map((person) => ({
  value: person.accountId,
  label: person.displayName,
}));
const toUser = (choice: Choice) => ({ id: choice.value, type: 'user', name: choice.label });
const choicesFor = (value: unknown): Choice[] =>
  [value].flat().flatMap((id) => CHOICES.filter((choice) => choice.value === id));

/** People of the site. UI Kit takes account ids and answers `{id, type, name}`. */
const UserPickerView = ({ doc }: { doc: Doc }) => {
  const { isMulti, name, label, defaultValue, isRequired, placeholder, description } = doc.props as {
    isMulti?: boolean;
    name?: string;
    label?: string;
    defaultValue?: string | string[];
    isRequired?: boolean;
    placeholder?: string;
    description?: string;
  };
  const [chosen, setChosen] = useFollowedValue<readonly Choice[]>(undefined, choicesFor(defaultValue));
  const id = useId();
  const picker = (
    <Select<Choice, boolean>
      inputId={id}
      {...(name === undefined ? {} : { name })}
      label={label ?? 'Person'}
      {...(description === undefined ? {} : { description })}
      isMulti={isMulti === true}
      isRequired={isRequired === true}
      isClearable
      placeholder={placeholder ?? 'Search for a person'}
      menuPosition="fixed"
      options={CHOICES}
      value={isMulti === true ? chosen : (chosen[0] ?? null)}
      formatOptionLabel={(option) => (
        <Inline space="space.100" alignBlock="center">
          <PersonAvatar name={option.label} />
          {option.label}
        </Inline>
      )}
      onChange={(next) => {
        const list = next === null ? [] : [next].flat();
        setChosen(list);
        const users = list.map(toUser);
        emit(doc, 'onChange', isMulti === true ? users : (users[0] ?? null));
      }}
    />
  );
  // The platform draws the picker's label itself, unlike that of Select.
  return label === undefined ? (
    picker
  ) : (
    <div>
      <Label htmlFor={id}>
        {label}
        {isRequired === true ? <RequiredAsterisk /> : null}
      </Label>
      {picker}
    </div>
  );
};

const CommentView = ({ doc }: { doc: Doc }) => {
  const { author, time } = doc.props as { author?: { text?: string }; time?: { text?: string } };
  const avatar = partOf(doc, 'avatar');
  const content = partOf(doc, 'content');
  return (
    <Comment
      avatar={
        avatar === undefined ? (
          <PersonAvatar name={author?.text ?? null} size="medium" />
        ) : (
          <Children doc={avatar} />
        )
      }
      {...(author?.text === undefined ? {} : { author: <CommentAuthor>{author.text}</CommentAuthor> })}
      {...(time?.text === undefined ? {} : { time: <CommentTime>{time.text}</CommentTime> })}
      content={content && <Children doc={content} />}
    />
  );
};

/** Draws a Custom UI resource inside a UI Kit tree; given by app-frame, which knows the module and its context. */
export const FrameSlotContext = createContext<(resource: string) => React.ReactNode>(() => null);

const FrameView = ({ doc }: { doc: Doc }) => useContext(FrameSlotContext)(String(doc.props['resource']));

export const people: Family = {
  User: ({ doc }) => (
    <PersonChip accountId={String(doc.props['accountId'])} hideName={doc.props['hideDisplayName'] === true} />
  ),
  UserGroup: ({ doc }) => (
    <Inline as="span" space="space.025">
      {doc.children.map((child, index) => (
        <PersonChip key={child.key ?? index} accountId={String(child.props['accountId'])} hideName />
      ))}
    </Inline>
  ),
  UserPicker: UserPickerView,
  Comment: CommentView,
  Frame: FrameView,
};
