import { z } from 'zod';
import { MAX_ENVIRONMENTS, type Binding } from '../../domain/binding';
import { err, ok, type Result } from '../../domain/result';

const name = z.string().min(1).max(256);
const kong = z
  .object({ connectionId: name, service: name.optional(), tag: name.optional() })
  .transform(({ connectionId, service, tag }, context) => {
    if (service !== undefined && tag === undefined) return { connectionId, service };
    if (tag !== undefined && service === undefined) return { connectionId, tag };
    context.addIssue({ code: 'custom', message: 'names neither or both of service and tag' });
    return z.NEVER;
  });

/** What may stand in the property. Laxer than what a dialog may save: an older or newer version may have written it. */
const stored = z.object({
  v: z.literal(1),
  environments: z
    .array(
      z.object({
        name,
        kong: kong.nullable(),
        kubernetes: z
          .object({ connectionId: name, namespace: name, labels: z.record(z.string(), z.string()) })
          .nullable(),
      }),
    )
    .min(1)
    .max(MAX_ENVIRONMENTS),
});

/** The binding in a property's value. Every editor of the page can write the property, so nothing in it is taken for granted. */
export const parseStoredBinding = (
  value: unknown,
): Result<Binding, { code: 'UNREADABLE'; detail: string }> => {
  const parsed = stored.safeParse(value);
  if (parsed.success) return ok(parsed.data);
  const where = parsed.error.issues[0]?.path.join('.') ?? '';
  return err({
    code: 'UNREADABLE',
    detail: where === '' ? 'it is no binding' : `${where} is not understood`,
  });
};
