import type { Environment, KongTarget, KubernetesTarget } from '../domain/binding';
import { kongTargetName, namespaceName } from '../domain/binding-words';
import { err, ok, type Result } from '../domain/result';
import { coversKong, coversKubernetes, scopeOf } from '../domain/space-rules';
import type { Viewer } from './authorize';
import type { ResolverPorts } from './resolver-ports';
import type { Refusal } from './refusal';
import { errandFor, keepExchanges, secretsInForce } from './source-errand';

type Ask = { spaceId: string; viewer: Viewer };

/**
 * Whether the space may show everything that the environment names. Default: no. When the rule speaks of tags and the gateway
 * cannot be asked for them, the answer is no as well: nothing is bound on a guess.
 * @returns err NOT_SHOWN_HERE or CONNECTION_GONE
 */
export async function spaceMayShow(
  ports: ResolverPorts,
  environment: Environment,
  ask: Ask,
): Promise<Result<true, Refusal>> {
  const kong = environment.kong === null ? ok(true as const) : await kongShown(ports, environment.kong, ask);
  if (!kong.ok) return kong;
  return environment.kubernetes === null ? ok(true) : kubernetesShown(ports, environment.kubernetes, ask);
}

async function kongShown(ports: ResolverPorts, target: KongTarget, ask: Ask): Promise<Result<true, Refusal>> {
  const found = await ports.connections.get(target.connectionId);
  if (!found.ok) return found;
  const connection = found.value;
  if (connection?.kind !== 'kong') return err({ code: 'CONNECTION_GONE' });
  const scope = scopeOf(connection.spaceRules, ask.spaceId, 'show');
  if (coversKong(scope, target, [])) return ok(true);
  const refused = err({ code: 'NOT_SHOWN_HERE', detail: kongTargetName(target) });
  if (target.service === undefined || scope.tags.length === 0) return refused;
  const secrets = await secretsInForce(ports, connection, 'reader');
  if (!secrets.ok) return secrets;
  const search = { query: '', within: { names: [target.service], tags: [] }, limit: 1 };
  const fetched = await ports.kong.searchServices(
    { connection, secrets: secrets.value },
    search,
    errandFor(ports, { viewer: ask.viewer, purpose: 'bind-page' }),
  );
  const logged = await keepExchanges(ports, connection, fetched);
  if (!logged.ok) return logged;
  if (!fetched.result.ok) return refused;
  const covered = fetched.result.value.services.some(
    (service) =>
      (service.name === target.service || service.id === target.service) &&
      coversKong(scope, target, service.tags),
  );
  return covered ? ok(true) : refused;
}

async function kubernetesShown(
  ports: ResolverPorts,
  target: KubernetesTarget,
  ask: Ask,
): Promise<Result<true, Refusal>> {
  const found = await ports.connections.get(target.connectionId);
  if (!found.ok) return found;
  if (found.value?.kind !== 'kubernetes') return err({ code: 'CONNECTION_GONE' });
  return coversKubernetes(scopeOf(found.value.spaceRules, ask.spaceId, 'show'), target)
    ? ok(true)
    : err({ code: 'NOT_SHOWN_HERE', detail: namespaceName(target) });
}
