import ForgeReconciler from '@forge/react';

import { PoliciesMacro } from './macros/istio-policies/policies-macro';

ForgeReconciler.render(<PoliciesMacro />);
