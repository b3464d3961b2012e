import { z } from 'zod';
import type { RefreshMessage } from '../app/ports';
import type { RefreshPorts } from '../app/refresh-snapshot';
import { answerRefreshMessage, queueDueRefreshes } from '../app/refresh-when-due';
import { id } from '../contract/schema-words';
import { createConsumer, createSchedule, type JobEdge } from './job';

const message: z.ZodType<RefreshMessage> = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('begin'), connectionId: id, notBefore: z.iso.datetime() }),
  z.strictObject({
    kind: z.literal('continue'),
    connectionId: id,
    generation: id,
    turn: z.int().min(0),
  }),
]);

/** Carries refreshes of snapshots on. */
export const createRefreshConsumer = (edge: JobEdge<RefreshPorts>) =>
  createConsumer(edge, 'refresh', {
    message,
    work: ({ ports }, body) => answerRefreshMessage(ports, body),
  });

/** Once an hour: queues what has become too old. */
export const createRefreshSchedule = (edge: JobEdge<RefreshPorts>) =>
  createSchedule(edge, 'refresh-due', ({ ports }) => queueDueRefreshes(ports));
