import { Inline, Text, User } from '@forge/react';

import { isForgotten } from '../../../domain/access/forget';

/** Somebody, drawn by Confluence from the account id, so that names follow the profile and its privacy; or whoever was forgotten. */
export const Person = ({ accountId }: { accountId: string }) =>
  isForgotten(accountId) ? (
    <Text color="color.text.subtle">somebody who was forgotten</Text>
  ) : (
    <User accountId={accountId} />
  );

/** Several people in one line; `none` when there is nobody. */
export const People = ({ accountIds, none }: { accountIds: string[]; none: string }) =>
  accountIds.length === 0 ? (
    <Text color="color.text.subtle">{none}</Text>
  ) : (
    <Inline space="space.100" shouldWrap>
      {accountIds.map((accountId) => (
        <Person key={accountId} accountId={accountId} />
      ))}
    </Inline>
  );
