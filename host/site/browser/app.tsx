import type { ReactNode } from 'react';
import type { PageNode, PageView, SpaceView } from '../../confluence';
import { EgressQuestion } from './app-frame/egress-question';
import { boot } from './site/boot';
import { Flags } from './site/flags';
import { usePath } from './site/location';
import { routeOf, type Route } from './site/routes';
import { useLoad } from './site/use-load';
import { SpaceSidebar } from './shell/space-sidebar';
import { Loading, NotFound, Refusal } from './shell/states';
import { TopBar } from './shell/top-bar';
import { AdminView } from './views/admin-view';
import { ContentLink } from './views/content-link';
import { ExportPreview } from './views/export-preview';
import { PageEditor } from './views/page-editor';
import { PageHistory } from './views/page-history';
import { PageInformation } from './views/page-information';
import { PageReader } from './views/page-view';
import { SpaceAppPage } from './views/space-app-page';
import { SpaceSettings } from './views/space-settings';
import { SpacesView } from './views/spaces-view';

type SpaceRoute = Extract<Route, { spaceKey: string }>;

const Page = ({ pageId, part }: { pageId: string; part: Extract<Route, { page: 'content' }>['part'] }) => {
  const page = useLoad<PageView>(`/host/site/pages/${pageId}`);
  if (page.state === 'loading') return <Loading what="the page" />;
  if (page.state === 'failed')
    return <Refusal what="page" status={page.status} message={page.message} onRetry={page.reload} />;
  switch (part) {
    case 'view':
      return <PageReader key={page.value.version} page={page.value} />;
    case 'edit':
      return <PageEditor page={page.value} onSaved={page.reload} />;
    case 'history':
      return <PageHistory page={page.value} />;
    case 'info':
      return <PageInformation page={page.value} />;
    case 'export':
      return <ExportPreview page={page.value} />;
  }
};

const inSpace = (route: SpaceRoute, space: SpaceView): ReactNode => {
  switch (route.page) {
    case 'overview':
      return <Page key={space.homepageId} pageId={space.homepageId} part="view" />;
    case 'content':
      return <Page key={`${route.pageId}/${route.part}`} pageId={route.pageId} part={route.part} />;
    case 'space-settings':
      return <SpaceSettings space={space} appRoute={route.appRoute} />;
    case 'space-app':
      return <SpaceAppPage space={space} appRoute={route.appRoute} />;
  }
};

const Space = ({ route }: { route: SpaceRoute }) => {
  const space = useLoad<{ space: SpaceView; pages: PageNode[] }>(
    `/host/site/spaces/${encodeURIComponent(route.spaceKey)}`,
  );
  if (space.state === 'loading') return <Frame main={<Loading what="the space" />} />;
  if (space.state === 'failed')
    return (
      <Frame
        main={<Refusal what="space" status={space.status} message={space.message} onRetry={space.reload} />}
      />
    );
  const { space: view, pages } = space.value;
  const currentPage = route.page === 'content' ? route.pageId : '';
  return (
    <Frame
      side={<SpaceSidebar space={view} pages={pages} currentPage={currentPage} />}
      main={inSpace(route, view)}
    />
  );
};

const Frame = ({ side, main }: { side?: ReactNode; main: ReactNode }) => (
  <div className="frame">
    {side}
    <main id="content" tabIndex={-1}>
      {main}
    </main>
  </div>
);

const Routed = ({ route }: { route: Route }) => {
  switch (route.page) {
    case 'spaces':
      return <Frame main={<SpacesView />} />;
    case 'content-link':
      return <Frame main={<ContentLink pageId={route.pageId} edit={route.edit} />} />;
    case 'admin':
      return <Frame main={<AdminView moduleKey={route.moduleKey} />} />;
    case 'unknown':
      return <Frame main={<NotFound what="page" />} />;
    case 'overview':
    case 'content':
    case 'space-settings':
    case 'space-app':
      return <Space route={route} />;
  }
};

export const App = () => (
  <>
    {boot.banner === null ? null : (
      <div className="banner" role="note">
        {boot.banner}
      </div>
    )}
    <TopBar />
    <Routed route={routeOf(usePath())} />
    <Flags />
    <EgressQuestion />
  </>
);
