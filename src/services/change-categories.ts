import { insertAudit } from '#db/audit.ts';
import { insertCategory, updateCategory, updateCategoryOrder } from '#db/categories.ts';
import { type Category, listCategories } from '#db/places.ts';
import { insertSettingChange } from '#db/setting-changes.ts';
import {
  type CategoryProblem,
  type CategoryWish,
  findCategoryProblem,
  isCategoryKey,
  suggestCategoryKey,
} from '#domain/category-form.ts';
import { roleCan, type StaffRole } from '#domain/roles.ts';
import type { Deps } from './deps.ts';
import { ServiceError } from './errors.ts';

type By = { readonly staffId: number; readonly role: StaffRole };
export type CategoryChanged =
  | { readonly ok: true }
  | { readonly ok: false; readonly problem: CategoryProblem };

// A reply lists them all by number, and a person has to choose.
const mostCategories = 20;

/** Adds a category at the end. Its key is for files, the API and reports, and never changes; '' = one made of the name. */
export async function addCategory(
  deps: Pick<Deps, 'db'>,
  request: CategoryWish & { readonly key: string; readonly by: By },
): Promise<CategoryChanged> {
  requireGovern(request.by);
  const given = request.key.trim();
  if (given !== '' && !isCategoryKey(given)) return { ok: false, problem: 'key' };
  return deps.db.transaction(async (tx) => {
    const known = await listCategories(tx);
    const problem = findCategoryProblem(request, known);
    if (problem !== null) return { ok: false, problem };
    const taken = known.map((row) => row.key);
    const key = given === '' ? suggestCategoryKey(request.name, taken) : given;
    if (known.filter((row) => row.isActive).length >= mostCategories)
      return { ok: false, problem: 'too_many' };
    const { isCommercial } = request;
    const row = { key, name: request.name.trim(), legalBasis: request.legalBasis.trim(), isCommercial };
    if (!(await insertCategory(tx, row))) return { ok: false, problem: 'key_taken' };
    await note(tx, { by: request.by, act: 'category.add', key });
    await remember(tx, { by: request.by, key, before: null, after: { ...row, isActive: true } });
    return { ok: true };
  });
}

/** Renames a category, changes its basis, opens or closes it; alerts can't be closed. Choices people made stay. */
export async function changeCategory(
  deps: Pick<Deps, 'db'>,
  request: CategoryWish & { readonly id: number; readonly isActive: boolean; readonly by: By },
): Promise<CategoryChanged> {
  requireGovern(request.by);
  return deps.db.transaction(async (tx) => {
    const known = await listCategories(tx);
    const category = known.find((row) => row.id === request.id);
    if (category === undefined) throw new ServiceError('not_found', 'no such category');
    const others = known.filter((row) => row.id !== request.id);
    const problem = findCategoryProblem(request, others);
    if (problem !== null) return { ok: false, problem };
    const { id, isActive, isCommercial } = request;
    if (isActive && !category.isActive && others.filter((row) => row.isActive).length >= mostCategories)
      return { ok: false, problem: 'too_many' };
    const name = request.name.trim();
    const legalBasis = request.legalBasis.trim();
    await updateCategory(tx, { id, name, legalBasis, isCommercial, isActive });
    await note(tx, { by: request.by, act: 'category.change', key: category.key });
    const after = { name, legalBasis, isCommercial, isActive: isActive || category.isAlert };
    await remember(tx, { by: request.by, key: category.key, before: category, after });
    return { ok: true };
  });
}

/** Moves a category one place up; the first stays where it is. */
export async function raiseCategory(
  deps: Pick<Deps, 'db'>,
  request: { readonly id: number; readonly by: By },
): Promise<void> {
  requireGovern(request.by);
  await deps.db.transaction(async (tx) => {
    const known = await listCategories(tx);
    const at = known.findIndex((row) => row.id === request.id);
    const category = known[at];
    if (category === undefined) throw new ServiceError('not_found', 'no such category');
    if (at === 0) return;
    const ids = known.map((row) => row.id);
    ids.splice(at, 1);
    ids.splice(at - 1, 0, request.id);
    await updateCategoryOrder(tx, ids);
    await note(tx, { by: request.by, act: 'category.move', key: category.key });
  });
}

type Remembered = Pick<Category, 'name' | 'legalBasis' | 'isCommercial' | 'isActive'>;

/** The history keeps what people can change of a category. */
async function remember(
  tx: Parameters<typeof insertSettingChange>[0],
  change: {
    readonly by: By;
    readonly key: string;
    readonly before: Remembered | null;
    readonly after: Remembered;
  },
): Promise<void> {
  const before = change.before === null ? null : pick(change.before);
  const after = pick(change.after);
  if (JSON.stringify(before) === JSON.stringify(after)) return;
  const actor = `staff:${change.by.staffId}`;
  await insertSettingChange(tx, { actor, subject: `category:${change.key}`, before, after });
}

function pick({ name, legalBasis, isCommercial, isActive }: Remembered): Remembered {
  return { name, legalBasis, isCommercial, isActive };
}

function requireGovern(by: By): void {
  if (!roleCan(by.role, 'govern'))
    throw new ServiceError('forbidden', 'only administrators change categories');
}

async function note(
  tx: Parameters<typeof insertAudit>[0],
  entry: {
    readonly by: By;
    readonly act: 'category.add' | 'category.change' | 'category.move';
    readonly key: string;
  },
): Promise<void> {
  await insertAudit(tx, {
    actor: `staff:${entry.by.staffId}`,
    act: entry.act,
    subject: `category:${entry.key}`,
  });
}
