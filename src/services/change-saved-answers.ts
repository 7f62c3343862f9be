import { insertAudit } from '#db/audit.ts';
import { deleteSavedAnswer, insertSavedAnswer, updateSavedAnswer } from '#db/saved-answers.ts';
import { prepareText } from '#domain/campaign.ts';
import { roleCan } from '#domain/roles.ts';
import { type AnswerProblem, findAnswerProblems } from '#domain/thread-answer.ts';
import type { StaffMember } from './answer-thread.ts';
import type { Deps } from './deps.ts';
import { ServiceError } from './errors.ts';

export const longestSavedTitle = 60;

export type SavedAnswerProblem =
  | AnswerProblem
  | { readonly kind: 'title_empty' | 'title_too_long' | 'title_taken' };

/** Adds a saved answer, or changes the one with `id`; its text must be one that may be sent as it is. */
export async function saveSavedAnswer(
  deps: Pick<Deps, 'db' | 'office'>,
  request: {
    readonly staff: StaffMember;
    readonly id: number | null;
    readonly title: string;
    readonly body: string;
  },
): Promise<readonly SavedAnswerProblem[]> {
  const { staff, id } = request;
  refuseViewer(staff);
  const title = request.title.replace(/\s+/g, ' ').trim();
  const body = prepareText(request.body);
  const problems: SavedAnswerProblem[] = [
    ...(title === '' ? [{ kind: 'title_empty' } as const] : []),
    ...(title.length > longestSavedTitle ? [{ kind: 'title_too_long' } as const] : []),
    ...findAnswerProblems(body, deps.office().settings),
  ];
  if (problems.length > 0) return problems;
  const by = `staff:${staff.staffId}`;
  return deps.db.transaction(async (tx) => {
    const savedId = id ?? (await insertSavedAnswer(tx, { title, body, by }));
    if (savedId === null) return [{ kind: 'title_taken' }];
    if (id !== null) {
      const outcome = await updateSavedAnswer(tx, { id, title, body, by });
      if (outcome === 'taken') return [{ kind: 'title_taken' }];
      if (outcome === 'missing') throw new ServiceError('not_found', 'no such saved answer');
    }
    await insertAudit(tx, {
      actor: by,
      act: id === null ? 'saved_answer.add' : 'saved_answer.change',
      subject: `saved_answer:${savedId}`,
    });
    return [];
  });
}

/** Removes a saved answer; one that is gone is left gone. */
export async function removeSavedAnswer(
  deps: Pick<Deps, 'db'>,
  request: { readonly staff: StaffMember; readonly id: number },
): Promise<void> {
  const { staff, id } = request;
  refuseViewer(staff);
  await deps.db.transaction(async (tx) => {
    if (!(await deleteSavedAnswer(tx, id))) return;
    await insertAudit(tx, {
      actor: `staff:${staff.staffId}`,
      act: 'saved_answer.delete',
      subject: `saved_answer:${id}`,
    });
  });
}

function refuseViewer(staff: StaffMember): void {
  if (!roleCan(staff.role, 'work'))
    throw new ServiceError('forbidden', 'viewers do not change saved answers');
}
