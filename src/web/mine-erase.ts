import type { Context, Hono } from 'hono';
import { html } from 'hono/html';
import { type Html, renderNotice } from '#html/layout.ts';
import { paths } from '#html/paths.ts';
import { confirmErasingMine, startErasingMine } from '#services/erase-mine.ts';
import { isRequestDone } from '#services/form-code.ts';
import type { MySession } from '#services/mine-session.ts';
import {
  type CodePage,
  findNotice,
  renderCodePage,
  requestOf,
  requestPattern,
  sendNewCode,
  takeCode,
} from './code.ts';
import type { WebContext } from './context.ts';
import { clearMyCookie, findMySession, readMyForm, renderMyPage, renderMyToken } from './mine-frame.ts';
import { answerCodeProblem, visitorOf } from './proof.ts';
import { openVisit, renderVisitPage, type Visit } from './visit.ts';

/** Erasing everything: said what it means, asked once more by a code, then told that it is done. */
export function mountErasingMine(app: Hono, web: WebContext): void {
  app.get(paths.eraseMine, async (c) => {
    const session = await findMySession(web, c);
    if (session === null) return c.redirect(`${paths.mine}?koniec`, 303);
    return c.html(renderErasePage(openVisit(web, c), { session }));
  });
  app.post(paths.eraseMine, async (c) => {
    const found = await readMyForm(web, c);
    if (found === null) return c.redirect(`${paths.mine}?koniec`, 303);
    const { session, form } = found;
    const visit = openVisit(web, c);
    const answer = await startErasingMine(web.deps, { session, visitor: visitorOf(web, c, form) });
    if (answer.ok) return c.redirect(paths.eraseMineCode(answer.id), 303);
    const render = (notice: Html) => renderErasePage(visit, { session, notice });
    const repeat = { action: paths.eraseMine, form, word: 'STATUS', render } as const;
    return answerCodeProblem(visit, c, { problem: answer.problem, repeat });
  });

  const pattern = paths.eraseMineCode(requestPattern);
  app.get(pattern, async (c) => {
    if (await isRequestDone(web.deps, { id: requestOf(c), act: 'erase' }))
      return c.redirect(paths.erasedMine, 303);
    const session = await findMySession(web, c);
    if (session === null) return c.redirect(`${paths.mine}?koniec`, 303);
    const visit = openVisit(web, c);
    return c.html(renderCodePage(visit, codePage(visit, c, session), findNotice(visit, c)));
  });
  app.post(pattern, async (c) => {
    const found = await readMyForm(web, c);
    if (found === null) return c.redirect(`${paths.mine}?koniec`, 303);
    const { session, form } = found;
    return takeCode(openVisit(web, c), c, {
      form,
      describe: (visit) => codePage(visit, c, session),
      confirm: (request) => confirmErasingMine(web.deps, { ...request, session }),
      donePath: paths.erasedMine,
      finish: () => {
        clearMyCookie(c);
        return c.redirect(paths.erasedMine, 303);
      },
    });
  });
  app.post(paths.newEraseMineCode(requestPattern), async (c) => {
    const found = await readMyForm(web, c);
    if (found === null) return c.redirect(`${paths.mine}?koniec`, 303);
    const visit = openVisit(web, c);
    return sendNewCode(visit, c, { page: codePage(visit, c, found.session), form: found.form });
  });

  app.get(paths.erasedMine, (c) => {
    const visit = openVisit(web, c);
    const { erasing } = visit.words.mine;
    const body = html`${renderNotice({ kind: 'good', body: html`<p><strong>${erasing.done}</strong> ${erasing.doneMore}</p>` })}
<p>${erasing.nothingMore} <a href="${paths.joinForm}">${erasing.joinAnew}</a>.</p>`;
    return c.html(renderVisitPage(visit, { title: erasing.doneTitle, body }));
  });
}

function renderErasePage(visit: Visit, page: { readonly session: MySession; readonly notice?: Html }): Html {
  const { session } = page;
  const { erase, erasing } = visit.words.mine;
  return renderMyPage(visit, {
    session,
    title: erase,
    body: html`${page.notice ?? ''}
<p class="lead">${erasing.lead}</p>
<p>${erasing.remains}</p>
<form method="post" action="${paths.eraseMine}">${renderMyToken(session)}
<p>${erasing.oneMoreCode}</p>
<div class="buttons"><button class="risky">${erasing.sendCode}</button></div></form>
<p>${erasing.onlyStop} <a href="${paths.leaveForm}">${erasing.onlyStopLink}</a>.</p>`,
  });
}

function codePage({ words }: Visit, c: Context, session: MySession): CodePage {
  const id = requestOf(c);
  return {
    act: 'erase',
    title: words.mine.erasing.codeTitle,
    sent: words.mine.erasing.codeSent,
    button: words.mine.erase,
    path: paths.eraseMineCode(id),
    newCodePath: paths.newEraseMineCode(id),
    startPath: paths.eraseMine,
    word: 'STATUS',
    token: renderMyToken(session),
  };
}
