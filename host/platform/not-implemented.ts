/** What Forge has and the local host does not: never a silent empty answer. `host/matrix.md` lists each. */
export class NotImplementedInLocalHost extends Error {
  constructor(what: string) {
    super(`not implemented in the local host: ${what}`);
    this.name = 'NotImplementedInLocalHost';
  }
}
