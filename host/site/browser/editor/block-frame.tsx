import type { ReactNode } from 'react';
import { IconButton } from '@atlaskit/button/new';
import AddIcon from '@atlaskit/icon/core/add';
import ArrowDownIcon from '@atlaskit/icon/core/arrow-down';
import ArrowUpIcon from '@atlaskit/icon/core/arrow-up';
import DeleteIcon from '@atlaskit/icon/core/delete';
import EditIcon from '@atlaskit/icon/core/edit';

type Props = {
  name: string;
  children: ReactNode;
  onInsertAfter: () => void;
  onMove: (by: 1 | -1) => void;
  onRemove: () => void;
  onConfigure: (() => void) | null;
};

/** A block of the draft with its tools: configure, move, remove, insert after. */
export const BlockFrame = ({ name, children, onInsertAfter, onMove, onRemove, onConfigure }: Props) => (
  <div className="draft-block" role="group" aria-label={name}>
    <div className="draft-tools" role="toolbar" aria-label={`Tools for ${name}`}>
      {onConfigure === null ? null : (
        <IconButton
          icon={EditIcon}
          label={`Configure ${name}`}
          spacing="compact"
          appearance="subtle"
          onClick={onConfigure}
        />
      )}
      <IconButton
        icon={ArrowUpIcon}
        label={`Move ${name} up`}
        spacing="compact"
        appearance="subtle"
        onClick={() => {
          onMove(-1);
        }}
      />
      <IconButton
        icon={ArrowDownIcon}
        label={`Move ${name} down`}
        spacing="compact"
        appearance="subtle"
        onClick={() => {
          onMove(1);
        }}
      />
      <IconButton
        icon={DeleteIcon}
        label={`Remove ${name}`}
        spacing="compact"
        appearance="subtle"
        onClick={onRemove}
      />
    </div>
    {children}
    <button
      type="button"
      className="draft-insert"
      aria-label={`Insert after ${name}`}
      onClick={onInsertAfter}
    >
      <AddIcon label="" size="small" />
    </button>
  </div>
);
