import { useEffect } from 'react';
import type { PageView } from '../../../confluence';
import { navigate } from '../site/location';
import { editAddress, pageAddress } from '../site/routes';
import { useLoad } from '../site/use-load';
import { Loading, Refusal } from '../shell/states';

/** An address that names a page but not its space; leads on to the page. */
export const ContentLink = ({ pageId, edit }: { pageId: string; edit: boolean }) => {
  const page = useLoad<PageView>(`/host/site/pages/${pageId}`);
  const target = page.state === 'ready' ? (edit ? editAddress(page.value) : pageAddress(page.value)) : null;
  useEffect(() => {
    if (target !== null) navigate(target);
  }, [target]);
  if (page.state === 'failed')
    return <Refusal what="page" status={page.status} message={page.message} onRetry={page.reload} />;
  return <Loading what="the page" />;
};
