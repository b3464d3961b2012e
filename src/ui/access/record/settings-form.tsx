import { useState } from 'react';

import { Button, Inline, LoadingButton, RadioGroup, SectionMessage, Stack, Text } from '@forge/react';

import type { SpaceSettingsView } from '../../../contract/access';
import { Problem } from '../../parts/problem';
import { Section } from '../parts/section';
import { useSaveSettings } from './use-save-settings';

type Props = { view: SpaceSettingsView; onSaved: (view: SpaceSettingsView) => void; onReload: () => void };
type Answer = boolean | null;

/** The two questions that are put to a space's admins once, and can be answered otherwise at any time. */
export function SettingsForm({ view, onSaved, onReload }: Props) {
  const [writesTable, setTable] = useState<Answer>(view.writesTable);
  const [writesComments, setComments] = useState<Answer>(view.writesComments);
  const { save, saving, error } = useSaveSettings(view, onSaved);
  const isOpen = view.writesTable === null || view.writesComments === null;
  const isChanged = writesTable !== view.writesTable || writesComments !== view.writesComments;
  return (
    <Section title="What Gatehouse writes on pages">
      <Stack space="space.200">
        {isOpen && (
          <SectionMessage appearance="information">
            <Text>
              Nothing of this is written on a page of this space before one of its admins has answered.
            </Text>
          </SectionMessage>
        )}
        <Question
          name="writes-table"
          title="Keep a table on each page that says who was given access, by whom and until when?"
          detail="As Page Properties with the id gatehouse-access, so that a Page Properties Report can collect them. Each decision makes a version of the page. A table that somebody edited is left alone."
          answer={writesTable}
          onAnswer={setTable}
        />
        <Question
          name="writes-comments"
          title="Tell approvers and requesters by a comment on the page that mentions them?"
          detail="Confluence sends a mention on as it sends every other, by mail for instance. Everybody who may see the page sees the comment. Access that is taken in an emergency is told in any case."
          answer={writesComments}
          onAnswer={setComments}
        />
        {error !== null && <Problem error={error} />}
        <Inline space="space.100">
          <LoadingButton
            appearance="primary"
            isLoading={saving}
            isDisabled={!isChanged}
            onClick={() => {
              void save({ writesTable, writesComments });
            }}
          >
            Save the answers
          </LoadingButton>
          {error?.code === 'CONFLICT' && <Button onClick={onReload}>Read the answers as they are now</Button>}
        </Inline>
      </Stack>
    </Section>
  );
}

type QuestionProps = {
  name: string;
  title: string;
  detail: string;
  answer: Answer;
  onAnswer: (answer: boolean) => void;
};

const Question = ({ name, title, detail, answer, onAnswer }: QuestionProps) => (
  <Stack space="space.050">
    <Text weight="medium">{title}</Text>
    <Text size="small" color="color.text.subtle">
      {detail}
    </Text>
    <RadioGroup
      name={name}
      aria-label={title}
      options={[
        { name, value: 'yes', label: 'Yes' },
        { name, value: 'no', label: 'No' },
      ]}
      {...(answer === null ? {} : { value: answer ? 'yes' : 'no' })}
      onChange={(event) => {
        onAnswer(event.target.value === 'yes');
      }}
    />
  </Stack>
);
