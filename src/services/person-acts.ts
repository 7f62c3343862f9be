// What staff do for a person who has asked for it: each act one transaction, with its proof in the consent ledger (door
// `staff`, the request's source and basis) and its line in the audit log. Killed before the commit, nothing was done.

import { insertAudit } from '#db/audit.ts';
import { insertMissingConversation, lockConversation, updateConversations } from '#db/conversations.ts';
import { updatePause } from '#db/mine.ts';
import { findMsisdn } from '#db/phones.ts';
import type { Tx } from '#db/pool.ts';
import { deleteResidentSessionsOf } from '#db/resident-sessions.ts';
import { replyRunId } from '#db/runs.ts';
import { updateUnsentAnswers } from '#db/threads.ts';
import type { AuditAct } from '#domain/audit-acts.table.ts';
import { wordings } from '#domain/consent.ts';
import type { PersonRequest, SignOffReason } from '#domain/person-request.ts';
import { roleCan, type StaffRole } from '#domain/roles.ts';
import { isSameAddress } from '#machines/draft.ts';
import type { Address } from '#machines/effects.ts';
import type { PauseWish } from './change-mine.ts';
import { changePerson, chooseCategories, mostAddresses, withoutAddress } from './change-person.ts';
import type { Deps } from './deps.ts';
import { ServiceError } from './errors.ts';
import { categoryIdsOf } from './office-categories.ts';
import { changeSubscription } from './opt-in.ts';
import { optOut } from './opt-out.ts';
import { type Act, loadPeople, type Person, savePeople, withAct } from './people.ts';
import {
  findSubscriptionProblem,
  type GivenAddress,
  type SubscriptionProblem,
  settleAddress,
} from './start-subscription.ts';

type ActDeps = Pick<Deps, 'db' | 'clock' | 'office'>;

/** Who acts, for whom, and what the person asked. */
export type StaffRequest = {
  readonly by: { readonly staffId: number; readonly role: StaffRole };
  readonly phoneId: number;
  readonly request: PersonRequest;
};

export type AddressAnswer =
  | { readonly ok: true }
  | { readonly ok: false; readonly problem: SubscriptionProblem | { readonly kind: 'last_address' } };

/** Holds messages back until an instant, alerts too or not; `until: null` ends that. */
export async function pausePerson(
  deps: ActDeps,
  wish: StaffRequest & { readonly pause: PauseWish },
): Promise<void> {
  const { phoneId, pause } = wish;
  const name = pause.until === null ? 'person.end_pause' : 'person.pause';
  await act(deps, { ...wish, name }, async (tx, before, proof) => {
    await updatePause(tx, { phoneId, ...pause });
    const detail = { pausedUntil: pause.until?.toISOString() ?? null, holds: pause.holds };
    return { ...before, ...withAct(before, proof, { act: 'change', detail }) };
  });
}

/** Chooses the person's categories anew; alerts stay. Naming what there is already does nothing. */
export async function changePersonCategories(
  deps: ActDeps,
  wish: StaffRequest & { readonly keys: readonly string[] },
): Promise<void> {
  await act(deps, { ...wish, name: 'person.change_categories' }, async (_tx, before, proof) =>
    chooseCategories(deps.office(), { before, act: proof, keys: wish.keys }),
  );
}

/** Adds an address; one that is there already is left as it is. */
export async function addPersonAddress(
  deps: ActDeps,
  wish: StaffRequest & { readonly address: GivenAddress },
): Promise<AddressAnswer> {
  const office = deps.office();
  const problem = findSubscriptionProblem(office, { addresses: [wish.address], categories: [] });
  if (problem !== null) return { ok: false, problem };
  const address = settleAddress(office, wish.address);
  let answer: AddressAnswer = { ok: true };
  await act(deps, { ...wish, name: 'person.add_address' }, async (_tx, before, proof) => {
    if (before.addresses.some((known) => isSameAddress(known, address))) return before;
    if (before.addresses.length >= mostAddresses) {
      answer = { ok: false, problem: { kind: 'too_many_addresses', most: mostAddresses } };
      return before;
    }
    const categories = categoryIdsOf(office);
    return changeSubscription(before, proof, {
      change: { kind: 'address', how: 'add', address },
      categories,
    });
  });
  return answer;
}

/** Takes an address away; the last one stays, because messages about places need one. */
export async function removePersonAddress(
  deps: ActDeps,
  wish: StaffRequest & { readonly address: Address },
): Promise<AddressAnswer> {
  const { address } = wish;
  let answer: AddressAnswer = { ok: true };
  await act(deps, { ...wish, name: 'person.remove_address' }, async (_tx, before, proof) => {
    if (!before.addresses.some((known) => isSameAddress(known, address))) return before;
    if (before.addresses.length === 1) {
      answer = { ok: false, problem: { kind: 'last_address' } };
      return before;
    }
    return withoutAddress(deps.office(), { before, act: proof, address });
  });
  return answer;
}

/**
 * Signs a person off for good: consent withdrawn by the hand of staff, and nothing more goes to the number, answers that
 * wait included. No message is sent. `conflict` when they have left already.
 */
export async function signOffPerson(
  deps: ActDeps,
  wish: StaffRequest & { readonly reason: SignOffReason },
): Promise<void> {
  await refuse(deps, wish);
  const { phoneId, reason, request } = wish;
  await deps.db.transaction(async (tx) => {
    await insertMissingConversation(tx, phoneId);
    const conversation = await lockConversation(tx, phoneId);
    const before = (await loadPeople(tx, [phoneId])).get(phoneId);
    if (before === undefined || before.status === 'left' || before.status === 'unknown') {
      throw new ServiceError('conflict', 'the person is not here');
    }
    const now = deps.clock();
    const proof: Act = { door: 'staff', wording: wordings.staffLeave, moId: null, decidedAt: now, now };
    const after = withRequest(optOut(before, proof, 'staff'), { ...request, reason });
    await savePeople(tx, [{ before, after }]);
    await updateConversations(tx, [{ phoneId, snapshot: null, wakeAt: null, guard: conversation.guard }]);
    await updateUnsentAnswers(tx, { runId: replyRunId(now), phoneIds: [phoneId] });
    await deleteResidentSessionsOf(tx, phoneId);
    await note(tx, { ...wish, name: 'person.sign_off' }, { reason });
  });
}

type NamedRequest = StaffRequest & { readonly name: AuditAct };

async function act(
  deps: ActDeps,
  wish: NamedRequest,
  change: (tx: Tx, before: Person, proof: Act) => Promise<Person>,
): Promise<void> {
  await refuse(deps, wish);
  const { phoneId } = wish;
  const asked = { phoneId, door: 'staff', wording: wordings.staffChange } as const;
  const outcome = await changePerson(deps, asked, async (tx, before, proof) => {
    const after = withRequest(await change(tx, before, proof), wish.request);
    if (after.acts.length > 0) await note(tx, wish, {});
    return after;
  });
  if (outcome === 'not_here') throw new ServiceError('conflict', 'the person is not here');
}

/** What the person asked stands with the proof of each act. */
function withRequest(person: Person, request: PersonRequest & { readonly reason?: SignOffReason }): Person {
  return {
    ...person,
    acts: person.acts.map((entry) => ({ ...entry, detail: { ...entry.detail, request } })),
  };
}

async function note(tx: Tx, wish: NamedRequest, detail: Readonly<Record<string, string>>): Promise<void> {
  const { by, phoneId, name, request } = wish;
  await insertAudit(tx, {
    actor: `staff:${by.staffId}`,
    act: name,
    subject: `phone:${phoneId}`,
    detail: { source: request.source, basis: request.basis, ...detail },
  });
}

async function refuse({ db }: Pick<Deps, 'db'>, { by, phoneId }: StaffRequest): Promise<void> {
  if (!roleCan(by.role, 'work')) throw new ServiceError('forbidden', 'this role does not handle people');
  if ((await findMsisdn(db, phoneId)) === null) throw new ServiceError('not_found', 'nobody has this number');
}
