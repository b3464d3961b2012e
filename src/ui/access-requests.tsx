import ForgeReconciler from '@forge/react';

import { AccessRequests } from './access/queue/access-requests';

ForgeReconciler.render(<AccessRequests />);
