export const resolver = () => null;
export const exportRoutes = () => null;
export const exportPolicies = () => null;
