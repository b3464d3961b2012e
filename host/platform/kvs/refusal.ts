/**
 * A refused storage request: `{code, message}` with this status. Codes are those of
 * developer.atlassian.com/platform/forge/storage-reference/kvs-errorhandling and …/entities-errorhandling;
 * the ones that only this host uses are marked in host/matrix.md.
 */
export class KvsRefusal extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
  ) {
    super(message);
    this.name = 'KvsRefusal';
  }
}

export function refuse(code: string, message: string): never {
  throw new KvsRefusal(400, code, message);
}
