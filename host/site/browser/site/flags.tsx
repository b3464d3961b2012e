import { useSyncExternalStore } from 'react';
import Flag from '@atlaskit/flag';
import { FlagGroup } from '@atlaskit/flag/flag-group';
import InformationIcon from '@atlaskit/icon/core/status-information';
import ErrorIcon from '@atlaskit/icon/core/status-error';
import SuccessIcon from '@atlaskit/icon/core/status-success';
import WarningIcon from '@atlaskit/icon/core/status-warning';
import { token } from '@atlaskit/tokens';

export type FlagData = {
  id: string | number;
  title: string;
  description?: string;
  type?: 'info' | 'success' | 'warning' | 'error';
  appearance?: string;
  isAutoDismiss?: boolean;
  actions?: { text: string; onClick?: () => void }[];
};

const AUTO_DISMISS_MS = 8_000;
let shown: FlagData[] = [];
const listeners = new Set<() => void>();
const change = (next: FlagData[]) => {
  shown = next;
  for (const listener of listeners) listener();
};

export const showFlag = (flag: FlagData): void => {
  change([flag, ...shown.filter((each) => each.id !== flag.id)]);
  if (flag.isAutoDismiss !== true) return;
  setTimeout(() => {
    closeFlag(flag.id);
  }, AUTO_DISMISS_MS);
};
export const closeFlag = (id: string | number): void => {
  change(shown.filter((each) => each.id !== id));
};

const ICONS = {
  info: <InformationIcon label="Info" color={token('color.icon.information')} />,
  success: <SuccessIcon label="Success" color={token('color.icon.success')} />,
  warning: <WarningIcon label="Warning" color={token('color.icon.warning')} />,
  error: <ErrorIcon label="Error" color={token('color.icon.danger')} />,
};

export const Flags = () => {
  const flags = useSyncExternalStore(
    (onChange) => {
      listeners.add(onChange);
      return () => listeners.delete(onChange);
    },
    () => shown,
  );
  return (
    <FlagGroup onDismissed={closeFlag}>
      {flags.map((flag) => (
        <Flag
          key={flag.id}
          id={flag.id}
          title={flag.title}
          description={flag.description}
          icon={ICONS[flag.type ?? 'info']}
          actions={(flag.actions ?? []).map(({ text, onClick }) => ({
            content: text,
            onClick: () => onClick?.(),
          }))}
        />
      ))}
    </FlagGroup>
  );
};
