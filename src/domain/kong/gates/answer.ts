import { refTo } from '../access-reason';
import { numberSetting, textSetting } from '../settings';
import { certainly, goesOn, refuses, type Gate } from './gate';

/**
 * Plugins that answer instead of the service. From 400 on that is a refusal; below, the caller gets an answer, though not the service's.
 * @source Kong 3.9.3 kong/plugins/request-termination/handler.lua, redirect, aws-lambda, azure-functions
 */
export const answer: Gate = (plugin, { identity }) => {
  // With a trigger only callers who send that header or query argument are answered; nobody has to.
  if (textSetting(plugin, 'trigger') !== null) return certainly(goesOn(identity));
  const status = statusOf(plugin.name, numberSetting(plugin, 'status_code'));
  if (status !== null && status >= 400) {
    const message = textSetting(plugin, 'message') ?? DEFAULT_MESSAGES[status] ?? null;
    return certainly(
      refuses({ code: 'TERMINATED', plugin: refTo(plugin), status, message }, { status, message }),
    );
  }
  return certainly({
    goes: 'out',
    verdict: 'allowed',
    status,
    message: textSetting(plugin, 'message'),
    reason: { code: 'ANSWERED', plugin: refTo(plugin), status },
  });
};

/** null: a function or a model on the other side decides. */
const statusOf = (name: string, configured: number | null): number | null => {
  switch (name) {
    case 'request-termination':
      return configured ?? 503;
    case 'redirect':
      return configured ?? 301;
    default:
      return null;
  }
};

const DEFAULT_MESSAGES: Readonly<Partial<Record<number, string>>> = {
  401: 'Unauthorized',
  404: 'Not found',
  405: 'Method not allowed',
  500: 'An unexpected error occurred',
  502: 'Bad Gateway',
  503: 'Service unavailable',
};
