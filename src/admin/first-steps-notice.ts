// On the first page: what of the first steps is left, until they are done or put away.
import { html } from 'hono/html';
import { type Html, renderNotice } from '#html/layout.ts';
import { paths } from '#html/paths.ts';
import { readFirstSteps } from '#services/first-steps.ts';
import type { Session } from '#services/open-session.ts';
import type { AdminContext } from './session.ts';

export async function renderStepsNotice(admin: AdminContext, session: Session): Promise<Html> {
  if (session.role !== 'admin') return html``;
  const { states, next, isClosed } = await readFirstSteps(admin.deps, session);
  if (isClosed || next === undefined) return html``;
  const behind = states.filter(({ isPassed }) => isPassed).length;
  return renderNotice({
    kind: 'info',
    body: html`Pierwsze kroki: ${behind} z ${states.length} za Tobą. <a href="${paths.admin.firstSteps}">Dokończ</a>`,
  });
}
