import type { CodeAct } from '#domain/codes.ts';
import { admitRequest, type Visitor } from './admit-request.ts';
import type { Deps } from './deps.ts';
import { type FormCodeSent, findOpenRequest, inFormTransaction, sendFormCode } from './form-code.ts';

export type CodeResent =
  | FormCodeSent
  | { readonly ok: false; readonly problem: { readonly kind: 'not_found' } };

/** Sends another code for a request; the one before counts no more. Keeps the request's id. */
export async function resendCode(
  deps: Pick<Deps, 'db' | 'sql' | 'clock' | 'secretKey' | 'office' | 'logger'>,
  request: { readonly id: string; readonly act: CodeAct; readonly visitor: Visitor },
): Promise<CodeResent> {
  const { id, act, visitor } = request;
  const admission = await admitRequest(deps, { act, subject: id, visitor });
  if (!admission.ok) return admission;
  return inFormTransaction(deps, async (tx): Promise<CodeResent> => {
    const code = await findOpenRequest(tx, request);
    if (code === null) return { ok: false, problem: { kind: 'not_found' } };
    const { phoneId, numberHash, payload, door } = code;
    return sendFormCode(tx, deps, {
      act: request.act,
      door,
      numberHash,
      phoneId,
      asked: { payload, requestId: request.id },
    });
  });
}
