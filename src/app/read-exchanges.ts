import type { Exchange } from '../domain/connection';
import { err, type Result } from '../domain/result';
import type { Ports } from './ports';
import type { Refusal } from './refusal';

const SHOWN = 50;

/** The newest exchanges with the connection, newest first: who or what, for what, and what came back. */
export async function readExchanges(
  { connections, exchanges }: Pick<Ports, 'connections' | 'exchanges'>,
  id: string,
): Promise<Result<Exchange[], Refusal>> {
  const found = await connections.get(id);
  if (!found.ok) return found;
  return found.value === null ? err({ code: 'CONNECTION_GONE' }) : exchanges.newest(id, SHOWN);
}
