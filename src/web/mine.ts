// /moje: a resident by a code sent to their number. Nothing is shown or changed without it; works without JavaScript.
import type { Context, Hono } from 'hono';
import { html } from 'hono/html';
import { parseMsisdn } from '#domain/msisdn.ts';
import { renderField } from '#html/forms.ts';
import { type Html, renderNotice } from '#html/layout.ts';
import { paths } from '#html/paths.ts';
import { changeMyCategories } from '#services/change-mine.ts';
import { isRequestDone } from '#services/form-code.ts';
import { gatherMyData } from '#services/mine-data.ts';
import { confirmMine, endMine, startMine } from '#services/mine-session.ts';
import {
  type CodePage,
  findNotice,
  renderCodePage,
  requestOf,
  requestPattern,
  sendNewCode,
  takeCode,
} from './code.ts';
import { readForm, type WebContext } from './context.ts';
import { renderProblems } from './fields.ts';
import { mountMyAddress } from './mine-address.ts';
import { mountErasingMine } from './mine-erase.ts';
import { clearMyCookie, findMySession, readMyForm, setMyCookie } from './mine-frame.ts';
import { mountMyHistory } from './mine-history.ts';
import { renderMyHome } from './mine-home.ts';
import { mountMyPause } from './mine-pause.ts';
import { answerCodeProblem, visitorOf } from './proof.ts';
import { mainForm, openVisit, renderVisitPage, switchLanguage, type Visit } from './visit.ts';

export function mountMine(app: Hono, web: WebContext): void {
  app.get(paths.mine, async (c) => {
    const visit = openVisit(web, c);
    const session = await findMySession(web, c);
    if (session === null) return c.html(renderLogIn(visit, { ended: findEnd(c) }));
    return c.html(await renderMyHome(visit, { session, saved: c.req.query('zapisano') }));
  });

  app.post(paths.mine, async (c) => {
    const visit = openVisit(web, c);
    const form = await readForm(c);
    const number = form.get('numer').slice(0, 64);
    const switched = switchLanguage(visit, c, form.get('jezyk'));
    if (switched !== null) return c.html(renderLogIn(switched, { number }));
    const parsed = parseMsisdn(number);
    if (!parsed.ok) {
      const problem = visit.words.number.problems[parsed.problem];
      return c.html(renderLogIn(visit, { number, problem }), 422);
    }
    const answer = await startMine(web.deps, {
      msisdn: parsed.msisdn,
      visitor: visitorOf(web, c, form),
    });
    if (answer.ok) return c.redirect(paths.mineCode(answer.id), 303);
    const render = (notice: Html) => renderLogIn(visit, { number, notice });
    const repeat = { action: paths.mine, form, word: 'STATUS', render } as const;
    return answerCodeProblem(visit, c, { problem: answer.problem, repeat });
  });

  mountCode(app, web);

  app.post(paths.leaveMine, async (c) => {
    const found = await readMyForm(web, c);
    if (found !== null) await endMine(web.deps, found.session.token);
    clearMyCookie(c);
    return c.redirect(paths.mine, 303);
  });

  app.post(paths.myCategories, async (c) => {
    const found = await readMyForm(web, c);
    if (found === null) return c.redirect(`${paths.mine}?koniec`, 303);
    const keys = found.form.all('kategorie').slice(0, 100);
    await changeMyCategories(web.deps, { phoneId: found.session.phoneId, keys });
    return c.redirect(`${paths.mine}?zapisano=kategorie`, 303);
  });

  app.get(paths.myData, async (c) => {
    const session = await findMySession(web, c);
    if (session === null) return c.redirect(`${paths.mine}?koniec`, 303);
    c.header('content-disposition', 'attachment; filename="moje-dane.json"');
    return c.body(`${JSON.stringify(await gatherMyData(web.deps, session), null, 2)}\n`, 200, {
      'content-type': 'application/json; charset=utf-8',
    });
  });

  mountMyAddress(app, web);
  mountMyPause(app, web);
  mountMyHistory(app, web);
  mountErasingMine(app, web);
}

function mountCode(app: Hono, web: WebContext): void {
  const pattern = paths.mineCode(requestPattern);
  app.get(pattern, async (c) => {
    // Back by the browser's button, or by a kept address: the code opens nothing any more.
    if (await isRequestDone(web.deps, { id: requestOf(c), act: 'self' }))
      return c.redirect(usedCodePath, 303);
    const visit = openVisit(web, c);
    return c.html(renderCodePage(visit, codePage(visit, c), findNotice(visit, c)));
  });
  app.post(pattern, async (c) =>
    takeCode(openVisit(web, c), c, {
      form: await readForm(c),
      describe: (visit) => codePage(visit, c),
      confirm: (request) => confirmMine(web.deps, request),
      donePath: usedCodePath,
      finish: ({ token }) => {
        setMyCookie(web, c, token);
        return c.redirect(paths.mine, 303);
      },
    }),
  );
  app.post(paths.newMineCode(requestPattern), async (c) => {
    const visit = openVisit(web, c);
    return sendNewCode(visit, c, { page: codePage(visit, c), form: await readForm(c) });
  });
}

// Who is still let in sees their page there, and nothing of this.
const usedCodePath = `${paths.mine}?uzyty`;

function findEnd(c: Context): 'over' | 'codeUsed' | undefined {
  if (c.req.query('uzyty') !== undefined) return 'codeUsed';
  return c.req.query('koniec') === undefined ? undefined : 'over';
}

function renderLogIn(
  visit: Visit,
  page: {
    readonly number?: string;
    readonly problem?: string;
    readonly notice?: Html;
    readonly ended?: 'over' | 'codeUsed' | undefined;
  },
): Html {
  const { words } = visit;
  const { problem } = page;
  const over =
    page.ended === undefined
      ? ''
      : renderNotice({ kind: 'info', body: html`<p>${words.mine[page.ended]}</p>` });
  const body = html`${renderProblems(visit, { numer: problem })}${page.notice ?? ''}${over}
<p class="lead">${words.mine.lead}</p>
<form id="${mainForm}" method="post" action="${paths.mine}" novalidate>
${renderField({
  name: 'numer',
  label: words.number.label,
  hint: words.mine.numberHint,
  value: page.number,
  problem,
  type: 'tel',
  autocomplete: 'tel',
  inputmode: 'tel',
  maxlength: 30,
  isRequired: true,
})}
<div class="buttons"><button>${words.mine.sendCode}</button></div>
</form>
<p>${words.mine.notListed} <a href="${paths.joinForm}">${words.mine.join}</a>.</p>`;
  return renderVisitPage(visit, {
    title: words.mine.title,
    body,
    formAction: paths.mine,
    hasProblems: problem !== undefined,
  });
}

function codePage({ words }: Visit, c: Context): CodePage {
  const id = requestOf(c);
  return {
    act: 'self',
    title: words.mine.codeTitle,
    sent: words.mine.codeSent,
    button: words.mine.codeButton,
    path: paths.mineCode(id),
    newCodePath: paths.newMineCode(id),
    startPath: paths.mine,
    word: 'STATUS',
  };
}
