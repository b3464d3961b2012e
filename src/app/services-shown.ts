import type { KongTarget } from '../domain/binding';
import type { Service } from '../domain/kong/entities';
import { coversKong, type RuleScope } from '../domain/space-rules';

/**
 * Before anything is read. A service that its name does not cover may still be covered by a tag that it carries, or be an id of a covered
 * one: the gateway knows.
 */
export const shownUnread = (scope: RuleScope, target: KongTarget): 'yes' | 'no' | 'depends' => {
  if (coversKong(scope, target, [])) return 'yes';
  return target.service !== undefined && scope.services.length + scope.tags.length > 0 ? 'depends' : 'no';
};

/** Every service that was read is covered itself: a binding may name an id, and a rule names names. */
export const shownServices = (scope: RuleScope, target: KongTarget, services: readonly Service[]): boolean =>
  services.length === 0
    ? coversKong(scope, target, [])
    : services.every((service) =>
        [service.name, service.id].some(
          (name) =>
            name !== null &&
            coversKong(scope, { connectionId: target.connectionId, service: name }, service.tags),
        ),
      );
