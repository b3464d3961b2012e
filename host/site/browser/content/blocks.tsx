import SectionMessage from '@atlaskit/section-message';
import type { Block, MacroBlock, PageView } from '../../../confluence';
import { AppView } from '../app-frame/app-view';
import type { Placement } from '../app-frame/placement';
import { modulesOf } from '../site/boot';
import { Storage } from './storage';

/** Where a macro stands, as `context.extension` of a macro tells it (facts/forge.md §4). */
export const macroExtension = (page: PageView, block: MacroBlock, isEditing: boolean) => ({
  content: { id: page.id, type: 'page', subtype: null },
  space: { id: page.space.id, key: page.space.key },
  isEditing,
  references: [],
  config: block.config,
});

export const macroModule = (key: string) => modulesOf('macro').find((module) => module.key === key);

/** One instance of one of the app's macros. */
export const AppMacro = ({
  page,
  block,
  isEditing = false,
}: {
  page: PageView;
  block: MacroBlock;
  isEditing?: boolean;
}) => {
  const module = macroModule(block.key);
  if (module?.resource === undefined || module.resource === null) {
    return <SectionMessage appearance="warning">The app has no macro “{block.key}” any more.</SectionMessage>;
  }
  const placement: Placement = {
    module,
    resource: module.resource,
    localId: block.localId,
    extension: macroExtension(page, block, isEditing),
  };
  return <AppView placement={placement} />;
};

export const Blocks = ({ page }: { page: PageView }) =>
  page.blocks.map((block: Block, index) =>
    block.type === 'text' ? (
      <div className="text-block" key={index}>
        <Storage storage={block.storage} />
      </div>
    ) : (
      <div className="macro-block" key={block.localId}>
        <AppMacro page={page} block={block} />
      </div>
    ),
  );
