import Modal, { ModalBody, ModalHeader, ModalTitle } from '@atlaskit/modal-dialog';
import type { MacroBlock, PageView } from '../../../confluence';
import { AppView } from '../app-frame/app-view';
import type { Placement } from '../app-frame/placement';
import { macroExtension, macroModule } from '../content/blocks';
import { showFlag } from '../site/flags';
import { configProblem } from './config-problem';

type Props = {
  page: PageView;
  block: MacroBlock;
  onSave: (config: MacroBlock['config']) => void;
  onClose: () => void;
};

/** The app's own configuration dialog. What it submits becomes part of the draft and is saved with the page. */
export const MacroConfig = ({ page, block, onSave, onClose }: Props) => {
  const module = macroModule(block.key);
  const config = module?.config ?? null;
  if (module === undefined || config === null) return null;
  const placement: Placement = {
    module,
    resource: config.resource,
    localId: block.localId,
    extension: macroExtension(page, block, true),
    onSubmit: (payload) => {
      const problem = configProblem(payload);
      if (problem !== null) throw new Error(problem);
      const { config: next, keepEditing } = payload as {
        config: MacroBlock['config'];
        keepEditing?: boolean;
      };
      onSave(next);
      if (keepEditing === true)
        showFlag({
          id: 'config-kept',
          title: 'Configuration kept in the draft',
          type: 'success',
          isAutoDismiss: true,
        });
      else onClose();
      return true;
    },
    onClose,
  };
  return (
    <Modal onClose={onClose} width="large">
      <ModalHeader hasCloseButton>
        <ModalTitle>{config.title}</ModalTitle>
      </ModalHeader>
      <ModalBody>
        <div className="macro-config">
          <AppView placement={placement} />
        </div>
      </ModalBody>
    </Modal>
  );
};
