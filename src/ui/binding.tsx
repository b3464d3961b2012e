import ForgeReconciler from '@forge/react';

import { BindingDialog } from './binding/binding-dialog';

ForgeReconciler.render(<BindingDialog />);
