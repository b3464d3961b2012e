import { useState } from 'react';
import Button from '@atlaskit/button/new';
import AddIcon from '@atlaskit/icon/core/add';
import { ModalTransition } from '@atlaskit/modal-dialog';
import SectionMessage from '@atlaskit/section-message';
import Textfield from '@atlaskit/textfield';
import type { MacroBlock, PageView } from '../../../confluence';
import type { AppModule } from '../../boot';
import { AppMacro, macroModule } from '../content/blocks';
import { BlockFrame } from '../editor/block-frame';
import {
  blocksOf,
  draftOf,
  insertedAt,
  moved,
  newMacro,
  newText,
  withBlock,
  without,
  type DraftBlock,
} from '../editor/draft';
import { MacroBrowser } from '../editor/macro-browser';
import { MacroConfig } from '../editor/macro-config';
import { TextEditor } from '../editor/text-editor';
import { site, SiteError } from '../site/api';
import { showFlag } from '../site/flags';
import { navigate } from '../site/location';
import { pageAddress } from '../site/routes';
import { Forbidden } from '../shell/states';

const REFUSALS: Record<string, string> = {
  CONFLICT:
    'Somebody else published this page in the meantime. Open it again to see what they wrote; your draft is still here.',
  FORBIDDEN: 'You are not allowed to edit this page.',
  TITLE_TAKEN: 'Another page of this space has this title. Choose another one.',
};

const useDraft = (page: PageView) => {
  const [title, setTitle] = useState(page.title);
  const [message, setMessage] = useState('');
  const [draft, setDraft] = useState(() => draftOf(page.blocks));
  const [insertAt, setInsertAt] = useState<number | null>(null);
  const [configured, setConfigured] = useState<string | null>(null);
  return {
    title,
    setTitle,
    message,
    setMessage,
    draft,
    setDraft,
    insertAt,
    setInsertAt,
    configured,
    setConfigured,
  };
};

type Draft = ReturnType<typeof useDraft>;

const insertMacro = (state: Draft, module: AppModule) => {
  const inserted = newMacro(module);
  state.setDraft(insertedAt(state.draft, state.insertAt ?? state.draft.length, inserted));
  state.setInsertAt(null);
  if (module.config?.openOnInsert === true) state.setConfigured(inserted.id);
};

const Block = ({ page, state, at }: { page: PageView; state: Draft; at: number }) => {
  const { id, block } = state.draft[at] as DraftBlock;
  const name = block.type === 'macro' ? (macroModule(block.key)?.title ?? block.key) : `Text ${at + 1}`;
  const configure = () => {
    state.setConfigured(id);
  };
  return (
    <BlockFrame
      name={name}
      onConfigure={block.type === 'macro' && macroModule(block.key)?.config !== null ? configure : null}
      onInsertAfter={() => {
        state.setInsertAt(at + 1);
      }}
      onMove={(by) => {
        state.setDraft(moved(state.draft, id, by));
      }}
      onRemove={() => {
        state.setDraft(without(state.draft, id));
      }}
    >
      {block.type === 'macro' ? (
        <AppMacro page={page} block={block} isEditing />
      ) : (
        <TextEditor
          storage={block.storage}
          label={name}
          onChange={(storage) => {
            state.setDraft((current) => withBlock(current, id, { type: 'text', storage }));
          }}
        />
      )}
    </BlockFrame>
  );
};

const Dialogs = ({ page, state }: { page: PageView; state: Draft }) => {
  const macro = state.draft.find(({ id }) => id === state.configured)?.block;
  return (
    <ModalTransition>
      {state.insertAt === null ? null : (
        <MacroBrowser
          onClose={() => {
            state.setInsertAt(null);
          }}
          onText={() => {
            state.setDraft(insertedAt(state.draft, state.insertAt ?? 0, newText()));
            state.setInsertAt(null);
          }}
          onMacro={(module) => {
            insertMacro(state, module);
          }}
        />
      )}
      {macro?.type === 'macro' ? (
        <MacroConfig
          page={page}
          block={macro}
          onClose={() => {
            state.setConfigured(null);
          }}
          onSave={(config: MacroBlock['config']) => {
            state.setDraft((current) => withBlock(current, state.configured ?? '', { ...macro, config }));
          }}
        />
      ) : null}
    </ModalTransition>
  );
};

/** Edit mode: blocks in order, each with its tools; Publish makes the next version. */
export const PageEditor = ({ page, onSaved }: { page: PageView; onSaved: () => void }) => {
  const state = useDraft(page);
  const [problem, setProblem] = useState<string | null>(null);
  const [isSaving, setSaving] = useState(false);
  if (!page.mayEdit) return <Forbidden need="You may read this page, but not edit it." />;
  const publish = async () => {
    setSaving(true);
    try {
      const { title, message, draft } = state;
      await site.put(`/host/site/pages/${page.id}`, {
        title,
        message,
        blocks: blocksOf(draft),
        version: page.version + 1,
      });
      showFlag({ id: 'published', title: 'Page published', type: 'success', isAutoDismiss: true });
      onSaved();
      navigate(pageAddress(page));
    } catch (error) {
      setSaving(false);
      setProblem(error instanceof SiteError ? (REFUSALS[error.code] ?? error.message) : String(error));
    }
  };
  return (
    <div className="page editor">
      <div className="editor-bar">
        <Textfield
          aria-label="What did you change?"
          placeholder="What did you change? (optional)"
          value={state.message}
          onChange={(event) => {
            state.setMessage(event.currentTarget.value);
          }}
        />
        <Button
          iconBefore={AddIcon}
          onClick={() => {
            state.setInsertAt(state.draft.length);
          }}
        >
          Insert
        </Button>
        <Button appearance="primary" isLoading={isSaving} onClick={() => void publish()}>
          Publish
        </Button>
        <Button
          appearance="subtle"
          onClick={() => {
            navigate(pageAddress(page));
          }}
        >
          Close
        </Button>
      </div>
      {problem === null ? null : (
        <SectionMessage appearance="error" title="The page was not published">
          {problem}
        </SectionMessage>
      )}
      <h1 className="visually-hidden">Edit {page.title}</h1>
      <input
        className="editor-title"
        aria-label="Page title"
        value={state.title}
        onChange={(event) => {
          state.setTitle(event.currentTarget.value);
        }}
      />
      {state.draft.map(({ id }, at) => (
        <Block key={id} page={page} state={state} at={at} />
      ))}
      {state.draft.length === 0 ? (
        <Button
          iconBefore={AddIcon}
          onClick={() => {
            state.setInsertAt(0);
          }}
        >
          Insert the first element
        </Button>
      ) : null}
      <Dialogs page={page} state={state} />
    </div>
  );
};
