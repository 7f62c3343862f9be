import { insertAudit } from '#db/audit.ts';
import { deleteTemplate, insertTemplate, updateTemplate } from '#db/templates.ts';
import { prepareText } from '#domain/campaign.ts';
import type { Deps } from './deps.ts';

type TemplateDraft = { readonly name: string; readonly body: string; readonly isAlert: boolean };
export type TemplateProblem = 'name' | 'body' | 'taken';
export type TemplateAnswer =
  | { readonly ok: true; readonly id: number }
  | { readonly ok: false; readonly problem: TemplateProblem };

/** Adds a ready text, or changes the one with this id. Campaigns hold copies: none of them changes. */
export async function saveTemplate(
  deps: Pick<Deps, 'db'>,
  given: TemplateDraft & { readonly id?: number | undefined; readonly actor: string },
): Promise<TemplateAnswer> {
  const name = given.name.toWellFormed().replace(/\s+/g, ' ').trim();
  const body = prepareText(given.body);
  if (name.length < 2 || name.length > 80) return { ok: false, problem: 'name' };
  if (body === '' || body.length > 2000) return { ok: false, problem: 'body' };
  const { actor, isAlert } = given;
  return deps.db.transaction(async (tx) => {
    const id =
      given.id === undefined
        ? await insertTemplate(tx, { name, body, isAlert, actor })
        : (await updateTemplate(tx, { id: given.id, name, body, isAlert, actor }))
          ? given.id
          : null;
    if (id === null) return { ok: false, problem: 'taken' };
    await insertAudit(tx, { actor, act: 'template.save', subject: `template:${id}` });
    return { ok: true, id };
  });
}

/** Forgets a ready text. Idempotent. */
export async function dropTemplate(
  deps: Pick<Deps, 'db'>,
  given: { readonly id: number; readonly actor: string },
): Promise<void> {
  await deps.db.transaction(async (tx) => {
    if (!(await deleteTemplate(tx, given.id))) return;
    const { actor, id } = given;
    await insertAudit(tx, { actor, act: 'template.delete', subject: `template:${id}` });
  });
}
