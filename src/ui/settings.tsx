import ForgeReconciler from '@forge/react';

import { SettingsPage } from './settings/settings-page';

ForgeReconciler.render(<SettingsPage />);
