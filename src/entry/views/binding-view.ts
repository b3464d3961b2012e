import type { PageBinding } from '../../app/read-binding';
import type { BindingView } from '../../contract/views';

export const bindingView = ({ page, ...rest }: PageBinding): BindingView => ({
  page: { id: page.id, title: page.title, spaceId: page.spaceId, labels: page.labels },
  binding: rest.binding,
  version: rest.version,
  problem: rest.problem,
  mayEdit: rest.mayEdit,
  isSpaceAdmin: rest.isSpaceAdmin,
  owner: rest.owner,
});
