// What a request for a code had been filled in with, for who starts again after its code has lapsed. Only the browser
// that sent the form knows the request's id, and the number is not in it.
import * as z from 'zod';
import { findFormCode } from '#db/codes.ts';
import type { WebContext } from './context.ts';
import { type JoinAnswers, noAnswers, wholeLocality } from './join-answers.ts';

const uuidForm = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
/** Longer than a code lives, shorter than a shared computer is likely to change hands unnoticed. */
const keptMs = 3_600_000;

const payloadSchema = z.object({
  addresses: z
    .array(z.object({ sym: z.string(), symUl: z.string().nullable(), houseNumber: z.string().nullable() }))
    .min(1),
  categories: z.array(z.string()),
});

/** The answers without the number; null when the request is unknown, confirmed or old. */
export async function findAnswersOf(web: WebContext, requestId: string): Promise<JoinAnswers | null> {
  if (!uuidForm.test(requestId)) return null;
  const code = await findFormCode(web.deps.db, { requestId, act: 'join' });
  if (code === null || code.usedAt !== null) return null;
  if (code.createdAt.getTime() < web.deps.clock().getTime() - keptMs) return null;
  const payload = payloadSchema.safeParse(code.payload);
  const address = payload.data?.addresses[0];
  if (payload.data === undefined || address === undefined) return null;
  return {
    ...noAnswers,
    locality: address.sym,
    street: address.symUl ?? wholeLocality,
    house: address.houseNumber ?? '',
    categories: payload.data.categories,
  };
}
