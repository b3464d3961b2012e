import { useState } from 'react';
import AppIcon from '@atlaskit/icon/core/app';
import SearchIcon from '@atlaskit/icon/core/search';
import TextIcon from '@atlaskit/icon/core/text';
import Modal, { ModalBody, ModalHeader, ModalTitle } from '@atlaskit/modal-dialog';
import { Text } from '@atlaskit/primitives';
import Textfield from '@atlaskit/textfield';
import type { AppModule } from '../../boot';
import { boot, modulesOf } from '../site/boot';

const matches = (module: AppModule, typed: string) =>
  `${module.title} ${module.description}`.toLowerCase().includes(typed.trim().toLowerCase());

/** The site's own policy lets in images of its own, of the app's resources and data: addresses; others show as the generic icon. */
const MacroIcon = ({ icon }: { icon: string | null }) => {
  if (icon?.startsWith('data:') !== true && icon?.startsWith('/ui/') !== true) return <AppIcon label="" />;
  return <img src={icon.startsWith('/') ? boot.framesOrigin + icon : icon} alt="" width={24} height={24} />;
};

type Props = { onText: () => void; onMacro: (module: AppModule) => void; onClose: () => void };

/** What can be inserted: text, and the macros that the app's manifest lists. */
export const MacroBrowser = ({ onText, onMacro, onClose }: Props) => {
  const [typed, setTyped] = useState('');
  const found = modulesOf('macro').filter((module) => matches(module, typed));
  const offersText = 'text paragraph'.includes(typed.trim().toLowerCase());
  return (
    <Modal onClose={onClose} width="medium">
      <ModalHeader hasCloseButton>
        <ModalTitle>Insert</ModalTitle>
      </ModalHeader>
      <ModalBody>
        <Textfield
          aria-label="Search elements"
          placeholder="Search"
          autoFocus
          value={typed}
          elemBeforeInput={
            <span className="search-icon">
              <SearchIcon label="" />
            </span>
          }
          onChange={(event) => {
            setTyped(event.currentTarget.value);
          }}
        />
        <ul className="macro-list">
          {offersText ? (
            <li>
              <button type="button" className="macro-choice" onClick={onText}>
                <span className="macro-choice-icon">
                  <TextIcon label="" />
                </span>
                <span>
                  <strong>Text</strong>
                  <small>A paragraph to write in</small>
                </span>
              </button>
            </li>
          ) : null}
          {found.map((module) => (
            <li key={module.key}>
              <button
                type="button"
                className="macro-choice"
                onClick={() => {
                  onMacro(module);
                }}
              >
                <span className="macro-choice-icon">
                  <MacroIcon icon={module.icon} />
                </span>
                <span>
                  <strong>{module.title}</strong>
                  <small>
                    {module.description} ({boot.app.name})
                  </small>
                </span>
              </button>
            </li>
          ))}
        </ul>
        {found.length === 0 && !offersText ? <Text>Nothing matches “{typed}”.</Text> : null}
      </ModalBody>
    </Modal>
  );
};
