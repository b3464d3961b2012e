import ForgeReconciler from '@forge/react';

import { ApprovalsPanel } from './access/queue/approvals-panel';

ForgeReconciler.render(<ApprovalsPanel />);
