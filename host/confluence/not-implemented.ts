/** Thrown where a real Confluence would answer and this one cannot; becomes a loud 501, never a guess. */
export class NotImplementedHere extends Error {
  constructor(what: string) {
    super(`not implemented in the local host: ${what}`);
    this.name = 'NotImplementedHere';
  }
}
