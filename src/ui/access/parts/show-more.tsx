import { Inline, LoadingButton } from '@forge/react';
import type { ReactNode } from 'react';

import type { usePaged } from './use-paged';

type Props = {
  list: Pick<ReturnType<typeof usePaged>, 'hasMore' | 'busy' | 'more'>;
  label?: string;
  /** Beside the button. */
  children?: ReactNode;
};

/** The next page of a list, while there is one. */
export const ShowMore = ({ list, label = 'Show more', children }: Props) =>
  list.hasMore ? (
    <Inline space="space.150" alignBlock="center">
      <LoadingButton
        isLoading={list.busy}
        onClick={() => {
          void list.more();
        }}
      >
        {label}
      </LoadingButton>
      {children}
    </Inline>
  ) : null;
