import { insertAudit } from '#db/audit.ts';
import { upsertFillProof } from '#db/gateway-fill.ts';
import type { Run } from '#db/runs.ts';
import { parseMsisdn } from '#domain/msisdn.ts';
import type { TextShape } from '#domain/text-shape.ts';
import type { FillForm, FillProof } from '#sms/gateway.ts';
import type { Deps } from './deps.ts';

/** How the account fills values into a text, where `wici doctor --live` has seen it on this very account; else null. */
export function findFillForm({ gateway, office }: Pick<Deps, 'gateway' | 'office'>): FillForm | null {
  const proof = office().fillProof;
  return proof !== null && proof.form !== null && proof.account === gateway.account() ? proof.form : null;
}

/** The shape by which texts of a run may share calls now; null: each call has one text. */
export function findUsableShape(deps: Pick<Deps, 'gateway' | 'office'>, run: Run): TextShape | null {
  return findFillForm(deps) === null ? null : run.shape;
}

/**
 * Looks by test calls whether the account fills values in, and records what was seen: from then on personal texts share
 * calls, or no longer do. The numbers are the office's own and its neighbours', which the operator gives out to the same
 * kind of customer; nothing is sent to any of them. Throws GatewayError, and records nothing, when it can't be asked.
 */
export async function proveFill(
  deps: Pick<Deps, 'db' | 'gateway' | 'office' | 'clock'>,
  { actor }: { readonly actor: string },
): Promise<FillProof> {
  const own = parseMsisdn(deps.office().settings.dialogueNumber);
  const first = Number((own.ok ? own.msisdn : '+48500100100').slice(1, -1)) * 10;
  const numbers = [1, 2, 3, 4].flatMap((n) => {
    const number = parseMsisdn(`+${first + n}`);
    return number.ok ? [number.msisdn] : [];
  });
  const proof = await deps.gateway.checkFill(numbers);
  await deps.db.transaction(async (tx) => {
    await upsertFillProof(tx, {
      account: deps.gateway.account(),
      form: proof.ok ? proof.form : null,
      checkedAt: deps.clock(),
      detail: proof.ok ? '' : proof.detail,
    });
    await insertAudit(tx, {
      actor,
      act: 'gateway.fill',
      subject: 'gateway',
      detail: { ok: proof.ok },
    });
  });
  return proof;
}

/** The gateway has refused to fill a text in, whatever was seen before. */
export async function withdrawFillProof(
  deps: Pick<Deps, 'db' | 'gateway' | 'clock'>,
  detail: string,
): Promise<void> {
  await upsertFillProof(deps.db, {
    account: deps.gateway.account(),
    form: null,
    checkedAt: deps.clock(),
    detail,
  });
}
