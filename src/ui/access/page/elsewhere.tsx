import { useState } from 'react';

import { NavigationTarget, router } from '@forge/bridge';
import { Button, Inline, SectionMessage, Stack, Text } from '@forge/react';

import type { ElsewhereView, PageAccessView } from '../../../contract/access';
import type { AccessError } from '../../../contract/access-codes';
import { invoke } from '../../parts/invoke';
import { Problem } from '../../parts/problem';
import { plain } from '../../parts/sentence';
import { AskTwice } from '../request/ask-twice';

type Props = { view: PageAccessView; onMoved: (view: PageAccessView) => void };

/** Where access to what the page is about is asked for, as far as that is not here. */
export const Elsewhere = ({ view: { page, environments }, onMoved }: Props) => (
  <>
    {environments.map(
      ({ name, elsewhere }) =>
        elsewhere !== null && (
          <OfEnvironment
            key={name}
            {...{ elsewhere, onMoved }}
            pageId={page.id}
            environment={name}
            isNamed={environments.length > 1}
          />
        ),
    )}
  </>
);

type OfProps = {
  elsewhere: ElsewhereView;
  pageId: string;
  environment: string;
  /** Whether the environment has to be told apart from others. */
  isNamed: boolean;
  onMoved: (view: PageAccessView) => void;
};

function OfEnvironment({ elsewhere: { services, mayMove }, pageId, environment, isNamed, onMoved }: OfProps) {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<AccessError | null>(null);
  const move = async () => {
    setBusy(true);
    const answer = await invoke('moveHome', { pageId, environment });
    setBusy(false);
    setError(answer.ok ? null : answer.error);
    if (answer.ok) onMoved(answer.value);
  };
  return (
    <SectionMessage
      appearance="information"
      title={isNamed ? `Asked for on another page (${plain(environment)})` : 'Asked for on another page'}
    >
      <Stack space="space.100">
        {services.map(({ name, page }) => (
          <Inline key={name} space="space.100" alignBlock="center" shouldWrap>
            <Text>
              {`Access to ${plain(name)} is asked for on ${page.title ?? 'a page that you may not see'}, its home. This page only shows it.`}
            </Text>
            {page.title !== null && (
              <Button
                spacing="compact"
                onClick={() => {
                  void router.navigate({ target: NavigationTarget.ContentView, contentId: page.id });
                }}
              >
                {`Go to ${page.title}`}
              </Button>
            )}
          </Inline>
        ))}
        {error !== null && <Problem error={error} />}
        {mayMove && (
          <Inline>
            <AskTwice
              action="Have it asked for here"
              question="Who decides and who owns the service follow this page from now on. Requests and grants stay where they were asked for."
              reason={null}
              busy={busy}
              isDisabled={busy}
              isDangerous={false}
              onDo={() => {
                void move();
              }}
            />
          </Inline>
        )}
      </Stack>
    </SectionMessage>
  );
}
