import { useCallback } from 'react';

import { Spinner } from '@forge/react';

import { invoke } from '../parts/invoke';
import { Problem } from '../parts/problem';
import { useAnswer } from '../parts/use-answer';
import { useSite } from '../parts/use-site';
import { BindingForm } from './binding-form';

/** The macro's configuration: which service this page is about. Shared by all Gatehouse macros of the page. */
export function BindingDialog() {
  const site = useSite();
  if (site === null) return <Spinner label="Loading" />;
  return site.pageId === null ? (
    <Problem error={{ code: 'PAGE_NOT_VISIBLE' }} />
  ) : (
    <ForPage pageId={site.pageId} />
  );
}

function ForPage({ pageId }: { pageId: string }) {
  const { value, error, replace } = useAnswer(useCallback(() => invoke('readBinding', { pageId }), [pageId]));
  if (error !== null) return <Problem error={error} />;
  if (value === null) return <Spinner label="Reading what this page is bound to" />;
  if (!value.mayEdit) return <Problem error={{ code: 'NOT_PAGE_EDITOR' }} />;
  return <BindingForm view={value} onSaved={replace} />;
}
