import type { ReactNode } from 'react';
import { useCallback } from 'react';

import {
  Box,
  Button,
  EmptyState,
  Heading,
  Inline,
  Spinner,
  Stack,
  Tab,
  TabList,
  TabPanel,
  Tabs,
  Text,
  xcss,
} from '@forge/react';

import type { AppError } from '../../contract/codes';
import type { EnvironmentView, PageView } from '../../contract/views';
import type { Result } from '../../domain/result';
import { Problem } from './problem';
import { ReadingView } from './reading';
import type { DrawReading } from './reading';
import { useNow } from './use-now';
import { usePageView } from './use-page-view';
import { useSite } from './use-site';
import type { Site } from './use-site';

type Props<T> = {
  title: string;
  /** What is being read, in a sentence: "routes". */
  what: string;
  /** Must be stable. */
  read: (pageId: string, from: 'live' | 'remembered') => Promise<Result<PageView<T>, AppError>>;
  /** What else there is to ask of an environment, whether or not it can be read now. People who are logged in see it. */
  below?: (place: {
    pageId: string;
    environment: string;
    zone: Site;
    data: T | null;
    /** When `data` was read. */
    readAt: string | null;
  }) => ReactNode;
  children: DrawReading<T>;
};

/** The frame that both macros share: title, refresh, environments, and every state a reading can be in. */
export function PageMacro<T>(props: Props<T>) {
  const site = useSite();
  if (site === null) return <Spinner label={`Loading ${props.title}`} />;
  if (site.pageId === null) return <Problem error={{ code: 'PAGE_NOT_VISIBLE' }} />;
  return <OnPage {...props} site={site} pageId={site.pageId} />;
}

function OnPage<T>({
  title,
  what,
  read,
  below,
  children,
  site,
  pageId,
}: Props<T> & { site: Site; pageId: string }) {
  const { view, error, busy, again } = usePageView(
    useCallback((from: 'live' | 'remembered') => read(pageId, from), [read, pageId]),
  );
  const now = useNow();
  if (error?.code === 'NOT_BOUND') return <NotBound title={title} />;
  return (
    <Stack space="space.150">
      <Inline spread="space-between" alignBlock="center">
        <Heading as="h3" size="small">
          {title}
        </Heading>
        <Button appearance="subtle" spacing="compact" iconBefore="refresh" isDisabled={busy} onClick={again}>
          Refresh
        </Button>
      </Inline>
      {error !== null && <Problem error={error} />}
      {view === null ? (
        error === null && <Spinner label={`Reading the ${what}`} />
      ) : (
        <Environments
          environments={view.environments}
          draw={(environment) => (
            <>
              <ReadingView reading={environment.reading} now={now} zone={site} {...{ busy, what }}>
                {children}
              </ReadingView>
              {site.accountId !== null &&
                environment.reading.state !== 'refused' &&
                below?.({
                  pageId,
                  environment: environment.name,
                  zone: site,
                  data: 'data' in environment.reading ? environment.reading.data : null,
                  readAt: 'data' in environment.reading ? environment.reading.at : null,
                })}
            </>
          )}
        />
      )}
    </Stack>
  );
}

/** One environment needs no tabs; several get one each, and each says what it is bound to. */
function Environments<T>({
  environments,
  draw,
}: {
  environments: EnvironmentView<T>[];
  draw: (environment: EnvironmentView<T>) => ReactNode;
}) {
  const [only, ...more] = environments;
  if (only === undefined) return <Text>This page is bound to nothing of this kind.</Text>;
  if (more.length === 0) return <Environment environment={only} draw={draw} />;
  return (
    <Tabs id="environments">
      <TabList>
        {environments.map(({ name }) => (
          <Tab key={name}>{name}</Tab>
        ))}
      </TabList>
      {environments.map((environment) => (
        <TabPanel key={environment.name}>
          <Box xcss={xcss({ width: '100%', paddingBlockStart: 'space.150' })}>
            <Environment environment={environment} draw={draw} />
          </Box>
        </TabPanel>
      ))}
    </Tabs>
  );
}

const Environment = <T,>({
  environment,
  draw,
}: {
  environment: EnvironmentView<T>;
  draw: (environment: EnvironmentView<T>) => ReactNode;
}) => (
  <Stack space="space.100">
    <Text size="small" color="color.text.subtle">
      {environment.name}: {environment.target}
      {environment.connection === null ? '' : ` through ${environment.connection.name}`}
    </Text>
    {draw(environment)}
  </Stack>
);

const NotBound = ({ title }: { title: string }) => (
  <EmptyState
    header={`${title}: no service chosen yet`}
    headingLevel={3}
    description="Edit the page and configure this macro: choose the service that this page is about. All Gatehouse macros of the page share the choice."
    width="narrow"
  />
);
