import type { CodeAct } from '#domain/codes.ts';
import type { Deps } from './deps.ts';
import { type FormCodeSent, findOpenRequest, sendFormCode } from './form-code.ts';

export type CodeResent =
  | FormCodeSent
  | { readonly ok: false; readonly problem: { readonly kind: 'not_found' } };

/** Sends another code for a request; the one before counts no more. Keeps the request's id. */
export async function resendCode(
  deps: Pick<Deps, 'db' | 'clock' | 'secretKey' | 'office'>,
  request: { readonly id: string; readonly act: CodeAct },
): Promise<CodeResent> {
  return deps.db.transaction(async (tx) => {
    const code = await findOpenRequest(tx, request);
    if (code === null) return { ok: false, problem: { kind: 'not_found' } };
    const { phoneId, numberHash, payload, door } = code;
    return sendFormCode(tx, deps, {
      act: request.act,
      door,
      numberHash,
      phoneId,
      payload,
      requestId: request.id,
    });
  });
}
