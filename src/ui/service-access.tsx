import ForgeReconciler from '@forge/react';

import { ServiceAccess } from './access/page/service-access';

ForgeReconciler.render(<ServiceAccess />);
