import ForgeReconciler from '@forge/react';

import { RoutesMacro } from './macros/kong-routes/routes-macro';

ForgeReconciler.render(<RoutesMacro />);
