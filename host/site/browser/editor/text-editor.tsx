import { useEffect, useRef } from 'react';
import { Storage } from '../content/storage';
import { isEditableText, parseStorage, storageOf } from '../content/storage-dom';

/**
 * A text block that can be typed into. The element's content is the editor's while it is open; React sets it once.
 * Blocks that hold Confluence's own macros are shown and kept as they are.
 */
export const TextEditor = ({
  storage,
  label,
  onChange,
}: {
  storage: string;
  label: string;
  onChange: (storage: string) => void;
}) => {
  const element = useRef<HTMLDivElement>(null);
  const first = useRef(storage);
  const editable = isEditableText(storage);
  useEffect(() => {
    if (element.current === null) return;
    const safe = document.createElement('div');
    safe.append(...parseStorage(first.current).childNodes);
    element.current.innerHTML = storageOf(safe);
  }, []);
  if (!editable) {
    return (
      <div className="text-block" aria-label={`${label}, not editable here`} role="group">
        <Storage storage={storage} />
      </div>
    );
  }
  return (
    <div
      ref={element}
      className="text-block text-editor"
      contentEditable
      suppressContentEditableWarning
      role="textbox"
      aria-multiline="true"
      aria-label={label}
      onInput={(event) => {
        onChange(storageOf(event.currentTarget));
      }}
    />
  );
};
