import { useState } from 'react';
import ChevronDownIcon from '@atlaskit/icon/core/chevron-down';
import CheckMarkIcon from '@atlaskit/icon/core/check-mark';
import { Popup } from '@atlaskit/popup';
import { site } from '../site/api';
import { boot } from '../site/boot';
import { PersonAvatar } from '../ui-kit/person-avatar';

const become = async (accountId: string | null) => {
  await site.post('/host/session', { accountId });
  location.reload();
};

const CHOICES = [
  ...boot.people.map(({ accountId, displayName, role }) => ({
    accountId: accountId,
    name: displayName,
    role,
  })),
  { accountId: null, name: 'Anonymous', role: 'not logged in' },
];

/** Not part of Confluence: the local host has no login, so the person who looks is chosen here. */
export const PersonSwitcher = () => {
  const [isOpen, setOpen] = useState(false);
  const current = boot.me?.accountId ?? null;
  return (
    <Popup
      isOpen={isOpen}
      placement="bottom-end"
      role="dialog"
      label="Look at the site as"
      onClose={() => {
        setOpen(false);
      }}
      trigger={(trigger) => (
        <button
          ref={trigger.ref}
          type="button"
          className="person-button"
          aria-haspopup="dialog"
          aria-expanded={isOpen}
          aria-label={`Person: ${boot.me?.displayName ?? 'Anonymous'}. Switch person`}
          onClick={() => {
            setOpen(!isOpen);
          }}
        >
          <PersonAvatar name={boot.me?.displayName ?? null} />
          <span className="person-button-name">{boot.me?.displayName ?? 'Anonymous'}</span>
          <ChevronDownIcon label="" size="small" />
        </button>
      )}
      content={() => (
        <div className="person-menu">
          <h2>Look at the site as</h2>
          <ul>
            {CHOICES.map((choice) => (
              <li key={choice.name}>
                <button
                  type="button"
                  aria-current={choice.accountId === current}
                  onClick={() => {
                    void become(choice.accountId);
                  }}
                >
                  <PersonAvatar name={choice.accountId === null ? null : choice.name} />
                  <span>
                    <strong>{choice.name}</strong>
                    <small>{choice.role}</small>
                  </span>
                  {choice.accountId === current ? <CheckMarkIcon label="" size="small" /> : null}
                </button>
              </li>
            ))}
          </ul>
        </div>
      )}
    />
  );
};
