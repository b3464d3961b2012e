import type { SourceFailureCode } from '../../domain/source';
import type { Json } from '../../domain/json';
import { err, ok, type Result } from '../../domain/result';

/** A page of 1000 of Kong's largest entities is about 1 MB; the function has 128 MB at the least. */
export const LARGEST_BODY_BYTES = 20_000_000;

export type BodyRead = { bytes: number; json: Result<Json, { code: SourceFailureCode }> };

/** The parsed body, `null` for an empty one. Rejects when the connection breaks while reading. */
export const readJson = async (response: Response): Promise<BodyRead> => {
  const declared = Number(response.headers.get('content-length') ?? 0);
  if (declared > LARGEST_BODY_BYTES) {
    await response.body?.cancel();
    return { bytes: 0, json: err({ code: 'UNREADABLE' }) };
  }
  const { bytes, text } = await readText(response);
  return { bytes, json: text === null ? err({ code: 'UNREADABLE' }) : parsed(text) };
};

const readText = async (response: Response): Promise<{ bytes: number; text: string | null }> => {
  if (response.body === null) return { bytes: 0, text: '' };
  const reader = (response.body as ReadableStream<Uint8Array>).getReader();
  const decoder = new TextDecoder();
  const parts: string[] = [];
  let bytes = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return { bytes, text: parts.join('') + decoder.decode() };
    bytes += value.byteLength;
    if (bytes > LARGEST_BODY_BYTES) {
      await reader.cancel();
      return { bytes, text: null };
    }
    parts.push(decoder.decode(value, { stream: true }));
  }
};

const parsed = (text: string): BodyRead['json'] => {
  if (text.trim() === '') return ok(null);
  try {
    return ok(JSON.parse(text) as Json);
  } catch {
    // The parser's message quotes the text, so it goes no further.
    return err({ code: /^\s*</.test(text) ? 'WRONG_PRODUCT' : 'UNREADABLE' });
  }
};
