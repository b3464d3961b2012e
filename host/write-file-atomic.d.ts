/** The package ships no types; this is the one call that the host makes. */
declare module 'write-file-atomic' {
  export default function writeFileAtomic(
    file: string,
    text: string,
    options: { mode: number },
  ): Promise<void>;
}
