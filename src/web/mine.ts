// /moje: a resident by a code sent to their number. Nothing is shown or changed without it; works without JavaScript.
import type { Context, Hono } from 'hono';
import { html } from 'hono/html';
import { parseMsisdn } from '#domain/msisdn.ts';
import { renderField, renderProblemSummary } from '#html/forms.ts';
import { type Html, renderNotice } from '#html/layout.ts';
import { paths } from '#html/paths.ts';
import { changeMyCategories } from '#services/change-mine.ts';
import { gatherMyData } from '#services/mine-data.ts';
import { confirmMine, endMine, startMine } from '#services/mine-session.ts';
import { consumeLimit, readForm, type WebContext } from './context.ts';
import { mountMyAddress } from './mine-address.ts';
import {
  type CodePage,
  readCode,
  renderCodePage,
  renderNewCodeNotice,
  sendNewCode,
  wordCodeProblem,
} from './mine-code.ts';
import { mountErasingMine } from './mine-erase.ts';
import { clearMyCookie, findMySession, readMyForm, renderTooSoon, setMyCookie } from './mine-frame.ts';
import { mountMyHistory } from './mine-history.ts';
import { renderMyHome } from './mine-home.ts';
import { mountMyPause } from './mine-pause.ts';
import { renderResidentPage } from './resident-page.ts';

const uuid = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}';
const title = 'Moje powiadomienia';

export function mountMine(app: Hono, web: WebContext): void {
  app.get(paths.mine, async (c) => {
    const session = await findMySession(web, c);
    if (session === null) return c.html(renderLogIn(web, { isOver: c.req.query('koniec') !== undefined }));
    return c.html(await renderMyHome(web, { session, saved: c.req.query('zapisano') }));
  });

  app.post(paths.mine, async (c) => {
    const number = (await readForm(c)).get('numer').slice(0, 64);
    const parsed = parseMsisdn(number);
    if (!parsed.ok) return c.html(renderLogIn(web, { number, problem: numberProblem }), 422);
    const wait = await consumeLimit(web, c, 'codes');
    if (wait > 0) {
      const notice = renderTooSoon({ seconds: wait, reason: 'network' });
      return c.html(renderLogIn(web, { number, notice }), 429);
    }
    const answer = await startMine(web.deps, { msisdn: parsed.msisdn });
    if (answer.ok) return c.redirect(paths.mineCode(answer.id), 303);
    const notice = renderTooSoon({ seconds: answer.problem.retryAfterSeconds, reason: 'number' });
    return c.html(renderLogIn(web, { number, notice }), 429);
  });

  app.get(paths.mineCode(`:id{${uuid}}`), (c) =>
    c.html(renderCodePage(web, codePage(idOf(c)), renderNewCodeNotice(c))),
  );
  app.post(paths.mineCode(`:id{${uuid}}`), async (c) => {
    const page = codePage(idOf(c));
    const wait = await consumeLimit(web, c, 'tries');
    if (wait > 0) {
      const notice = renderTooSoon({ seconds: wait, reason: 'network' });
      return c.html(renderCodePage(web, page, { notice }), 429);
    }
    const code = (await readForm(c)).get('kod').slice(0, 64);
    const { problem } = readCode(code);
    if (problem !== undefined) return c.html(renderCodePage(web, page, { code, problem }), 422);
    const answer = await confirmMine(web.deps, { id: idOf(c), code });
    if (!answer.ok)
      return c.html(renderCodePage(web, page, { problem: wordCodeProblem(answer.problem) }), 422);
    setMyCookie(web, c, answer.token);
    return c.redirect(paths.mine, 303);
  });
  app.post(paths.newMineCode(`:id{${uuid}}`), (c) =>
    sendNewCode(web, c, { id: idOf(c), page: codePage(idOf(c)) }),
  );

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

const numberProblem = 'Wpisz polski numer komórkowy: 9 cyfr, na przykład 600 100 200';

function renderLogIn(
  web: WebContext,
  page: {
    readonly number?: string;
    readonly problem?: string;
    readonly notice?: Html;
    readonly isOver?: boolean;
  },
): Html {
  const { problem } = page;
  const over = page.isOver
    ? renderNotice({
        kind: 'info',
        body: html`<p>Dla bezpieczeństwa ta strona zamyka się sama po 15 minutach. Poproś o nowy kod.</p>`,
      })
    : '';
  return renderResidentPage(web, {
    title,
    body: html`${renderProblemSummary({ numer: problem })}${page.notice ?? ''}${over}
<p class="lead">Tu sprawdzisz i zmienisz swoje adresy i wybór, zrobisz przerwę, zobaczysz, co do Ciebie wysłaliśmy, pobierzesz swoje dane albo je usuniesz.</p>
<form method="post" action="${paths.mine}" novalidate>
${renderField({
  name: 'numer',
  label: 'Numer telefonu komórkowego',
  hint: '9 cyfr, na przykład 600 100 200. Jeśli go znamy, wyślemy na niego SMS z kodem.',
  value: page.number,
  problem,
  type: 'tel',
  autocomplete: 'tel',
  inputmode: 'tel',
  maxlength: 30,
  isRequired: true,
})}
<div class="buttons"><button>Wyślij kod</button></div>
</form>
<p>Nie jesteś na liście? <a href="${paths.joinForm}">Zapisz się</a>.</p>`,
  });
}

function codePage(id: string): CodePage {
  return {
    act: 'self',
    title: 'Wpisz kod',
    button: 'Wejdź',
    sent: 'Jeśli znamy ten numer, wysyłamy na niego SMS z kodem.',
    path: paths.mineCode(id),
    newCodePath: paths.newMineCode(id),
    startPath: paths.mine,
    token: html``,
  };
}

function idOf(c: Context): string {
  return c.req.param('id') ?? '';
}
