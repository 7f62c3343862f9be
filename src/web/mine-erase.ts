import type { Context, Hono } from 'hono';
import { html } from 'hono/html';
import { type Html, renderNotice } from '#html/layout.ts';
import { paths } from '#html/paths.ts';
import { confirmErasingMine, startErasingMine } from '#services/erase-mine.ts';
import type { MySession } from '#services/mine-session.ts';
import { consumeLimit, type WebContext } from './context.ts';
import {
  type CodePage,
  readCode,
  renderCodePage,
  renderNewCodeNotice,
  sendNewCode,
  wordCodeProblem,
} from './mine-code.ts';
import {
  clearMyCookie,
  findMySession,
  readMyForm,
  renderMyPage,
  renderMyToken,
  renderTooSoon,
} from './mine-frame.ts';
import { renderResidentPage } from './resident-page.ts';

const uuid = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}';

/** Erasing everything: said what it means, asked once more by a code, then told that it is done. */
export function mountErasingMine(app: Hono, web: WebContext): void {
  app.get(paths.eraseMine, async (c) => {
    const session = await findMySession(web, c);
    if (session === null) return c.redirect(`${paths.mine}?koniec`, 303);
    return c.html(renderErasePage(web, { session }));
  });
  app.post(paths.eraseMine, async (c) => {
    const found = await readMyForm(web, c);
    if (found === null) return c.redirect(`${paths.mine}?koniec`, 303);
    const { session } = found;
    const wait = await consumeLimit(web, c, 'codes');
    if (wait > 0) {
      const notice = renderTooSoon({ seconds: wait, reason: 'network' });
      return c.html(renderErasePage(web, { session, notice }), 429);
    }
    const answer = await startErasingMine(web.deps, session);
    if (answer.ok) return c.redirect(paths.eraseMineCode(answer.id), 303);
    const notice = renderTooSoon({ seconds: answer.problem.retryAfterSeconds, reason: 'number' });
    return c.html(renderErasePage(web, { session, notice }), 429);
  });

  const pattern = paths.eraseMineCode(`:id{${uuid}}`);
  app.get(pattern, async (c) => {
    const session = await findMySession(web, c);
    if (session === null) return c.redirect(`${paths.mine}?koniec`, 303);
    return c.html(renderCodePage(web, codePage(idOf(c), session), renderNewCodeNotice(c)));
  });
  app.post(pattern, async (c) => {
    const found = await readMyForm(web, c);
    if (found === null) return c.redirect(`${paths.mine}?koniec`, 303);
    const { session, form } = found;
    const page = codePage(idOf(c), session);
    const wait = await consumeLimit(web, c, 'tries');
    if (wait > 0) {
      const notice = renderTooSoon({ seconds: wait, reason: 'network' });
      return c.html(renderCodePage(web, page, { notice }), 429);
    }
    const code = form.get('kod').slice(0, 64);
    const { problem } = readCode(code);
    if (problem !== undefined) return c.html(renderCodePage(web, page, { code, problem }), 422);
    const answer = await confirmErasingMine(web.deps, { session, id: idOf(c), code });
    if (!answer.ok)
      return c.html(renderCodePage(web, page, { problem: wordCodeProblem(answer.problem) }), 422);
    clearMyCookie(c);
    return c.redirect(paths.erasedMine, 303);
  });
  app.post(paths.newEraseMineCode(`:id{${uuid}}`), async (c) => {
    const found = await readMyForm(web, c);
    if (found === null) return c.redirect(`${paths.mine}?koniec`, 303);
    return sendNewCode(web, c, { id: idOf(c), page: codePage(idOf(c), found.session) });
  });

  app.get(paths.erasedMine, (c) => {
    const body = html`${renderNotice({ kind: 'good', body: html`<p><strong>Usuwamy Twoje dane.</strong> Adresów i wyboru już nie ma. Numer i treści znikną, gdy tylko wyjdą ostatnie SMS-y, najpóźniej w ciągu trzech dni.</p>` })}
<p>Nic już nie wyślemy. Możesz się kiedyś <a href="${paths.joinForm}">zapisać na nowo</a>.</p>`;
    return c.html(renderResidentPage(web, { title: 'Dane usunięte', body }));
  });
}

function renderErasePage(
  web: WebContext,
  page: { readonly session: MySession; readonly notice?: Html },
): Html {
  const { session } = page;
  return renderMyPage(web, {
    session,
    title: 'Usuń moje dane',
    body: html`${page.notice ?? ''}
<p class="lead">Wypiszemy ten numer i usuniemy wszystko, co o nim wiemy: numer, adresy, wybór i treść SMS-ów do Ciebie i od Ciebie.</p>
<p>Zostanie tylko zapis, że taka zgoda była i została wycofana, bez numeru, oraz skrót numeru, z którego nie da się go odczytać: dzięki niemu urząd nie wpisze Cię z powrotem z dawnej listy. Tego nie można cofnąć.</p>
<form method="post" action="${paths.eraseMine}">${renderMyToken(session)}
<p>Dla pewności wyślemy na ten numer jeszcze jeden kod.</p>
<div class="buttons"><button class="risky">Wyślij kod do usunięcia</button></div></form>
<p>Chcesz tylko przestać dostawać SMS-y? <a href="${paths.leaveForm}">Wypisz się</a>.</p>`,
  });
}

function codePage(id: string, session: MySession): CodePage {
  return {
    act: 'erase',
    title: 'Wpisz kod, żeby usunąć dane',
    button: 'Usuń moje dane',
    sent: 'Wysłaliśmy SMS z kodem.',
    path: paths.eraseMineCode(id),
    newCodePath: paths.newEraseMineCode(id),
    startPath: paths.eraseMine,
    token: renderMyToken(session),
  };
}

function idOf(c: Context): string {
  return c.req.param('id') ?? '';
}
