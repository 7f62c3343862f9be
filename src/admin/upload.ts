// A form with one file in it.
import type { HonoRequest } from 'hono';
import type { Session } from '#services/open-session.ts';
import { readMultipart, readPartText } from './multipart.ts';
import { checkFormToken } from './session.ts';

/** What the form's other fields and the borders between parts may add to a file. */
const mostFrameBytes = 64 * 1024;

export type Upload = { readonly name: string; readonly chunks: readonly Uint8Array[] };

/**
 * Reads a form's only file of at most `mostBytes` bytes; `null` when none was chosen or it is empty. A body that says that
 * it is longer is not read at all.
 * @throws ServiceError when the form was not made for this session
 */
export async function readUpload(
  request: HonoRequest,
  { session, mostBytes }: { readonly session: Session; readonly mostBytes: number },
): Promise<Upload | 'too_big' | null> {
  if (Number(request.header('content-length') ?? 0) > mostBytes + mostFrameBytes) return 'too_big';
  const fields: Record<string, string> = {};
  let file: Upload | null = null;
  for await (const part of readMultipart(request.raw.body, request.header('content-type') ?? '')) {
    if (part.filename === null) {
      fields[part.name] = await readPartText(part);
      continue;
    }
    // The form's own token stands before its file: a foreign form's is not even read.
    checkFormToken(session, fields);
    const chunks: Uint8Array[] = [];
    let size = 0;
    for await (const chunk of part.chunks) {
      size += chunk.length;
      if (size > mostBytes) return 'too_big';
      // The part's buffer is used again for what follows.
      chunks.push(Buffer.from(chunk));
    }
    if (part.filename !== '' && size > 0) file = { name: part.filename, chunks };
  }
  checkFormToken(session, fields);
  return file;
}
