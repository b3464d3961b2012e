import { kongAcl } from './kong-acl';
import { kongPluginPrecedence } from './kong-plugin-precedence';
import { istioAttach } from './istio-attach';
import { istioAuthz } from './istio-authz';
import { istioMtls } from './istio-mtls';
import { istioPathNormalization } from './istio-path-normalization';
import type { Suite } from './suite';

/** Suite name → translator of its cases. One line per suite; the translator lives in the file of the same name. */
export const suites: ReadonlyMap<string, Suite> = new Map<string, Suite>([
  ['kong-acl', kongAcl],
  ['kong-plugin-precedence', kongPluginPrecedence],
  ['istio-attach', istioAttach],
  ['istio-authz', istioAuthz],
  ['istio-mtls', istioMtls],
  ['istio-path-normalization', istioPathNormalization],
]);
