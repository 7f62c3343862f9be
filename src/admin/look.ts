// /admin/ustawienia/wyglad: the office's colour and crest on the pages residents see.
import type { Hono } from 'hono';
import { html } from 'hono/html';
import { findCrest } from '#db/crest.ts';
import { listSettings } from '#db/installation.ts';
import { contrastOnPages, darkenForPages, isColour, leastContrast } from '#domain/colour.ts';
import { mostPictureSide } from '#domain/png.ts';
import { parseSettings } from '#domain/settings.ts';
import { formatDecimal } from '#html/format.ts';
import { type Problems, renderField, renderProblemSummary } from '#html/forms.ts';
import { type Html, renderNotice } from '#html/layout.ts';
import { paths } from '#html/paths.ts';
import { type CrestProblem, changeCrest, removeCrest } from '#services/change-crest.ts';
import { changeSettings } from '#services/change-settings.ts';
import { ServiceError } from '#services/errors.ts';
import type { Session } from '#services/open-session.ts';
import { renderAdminPage, renderFormToken } from './frame.ts';
import type { AdminContext, AdminEnv } from './session.ts';

const crestProblems: Readonly<Record<CrestProblem, string>> = {
  none: 'Wskaż plik z herbem.',
  too_heavy: 'Plik jest za duży: może mieć najwyżej 100 kB. Zmniejsz obraz i zapisz go jeszcze raz.',
  not_png: 'To nie jest plik PNG. Zapisz herb jako PNG i wskaż go jeszcze raz.',
  damaged: 'Tego pliku nie da się odczytać: jest uszkodzony. Zapisz herb jeszcze raz jako PNG.',
  too_large: `Obraz jest za duży: może mieć najwyżej ${mostPictureSide} punktów w każdą stronę.`,
};

export function mountLook(app: Hono<AdminEnv>, admin: AdminContext): void {
  app.get('/ustawienia/wyglad', async (c) => {
    const session = c.get('session');
    if (session.role !== 'admin') throw new ServiceError('forbidden', 'only administrators change the look');
    const isSaved = c.req.query('zapisano') !== undefined;
    return c.html(await render({ session, colour: await findColour(), problems: {}, isSaved }));
  });

  app.post('/ustawienia/wyglad', async (c) => {
    const session = c.get('session');
    const colour = (c.get('form').kolor ?? '').trim().toLowerCase();
    const kolor = findColourProblem(colour);
    if (kolor === undefined) {
      const actor = `staff:${session.staffId}`;
      const values = { brandColour: colour };
      const answer = await changeSettings(admin.deps, { actor, role: session.role, values });
      if (answer.ok) return c.redirect(`${paths.admin.look}?zapisano`, 303);
    }
    const problems = { kolor: kolor ?? 'Tego koloru nie udało się zapisać.' };
    return c.html(await render({ session, colour, problems, isSaved: false }), 422);
  });

  app.post('/ustawienia/wyglad/herb', async (c) => {
    const session = c.get('session');
    const given = (await c.req.parseBody()).herb;
    const file = given instanceof File ? new Uint8Array(await given.arrayBuffer()) : new Uint8Array();
    const answer = await changeCrest(admin.deps, { staff: session, file });
    if (answer.ok) return c.redirect(`${paths.admin.look}?zapisano`, 303);
    const colour = await findColour();
    const problems = { herb: crestProblems[answer.problem] };
    return c.html(await render({ session, colour, problems, isSaved: false }), 422);
  });

  app.post('/ustawienia/wyglad/herb/usun', async (c) => {
    await removeCrest(admin.deps, { staff: c.get('session') });
    return c.redirect(`${paths.admin.look}?zapisano`, 303);
  });

  /** Not as running processes know it: they take a change up within a second, and this page comes right after one. */
  async function findColour(): Promise<string> {
    return parseSettings(await listSettings(admin.deps.db)).settings.brandColour;
  }

  async function render(page: {
    readonly session: Session;
    readonly colour: string;
    readonly problems: Problems;
    readonly isSaved: boolean;
  }): Promise<Html> {
    const { session, problems } = page;
    const crest = await findCrest(admin.deps.db);
    return renderAdminPage(admin, {
      room: 'settings',
      session,
      title: 'Wygląd strony dla mieszkańców',
      width: 'narrow',
      body: html`${renderProblemSummary(problems)}
${page.isSaved ? renderNotice({ kind: 'good', body: html`Zapisano. <a href="${paths.home}">Zobacz stronę dla mieszkańców</a>` }) : ''}
<h2>Kolor</h2>
<form method="post" action="${paths.admin.look}" novalidate>
${renderFormToken(session)}
${renderField({
  name: 'kolor',
  label: 'Kolor przycisków i odnośników',
  hint: 'Krzyżyk i sześć znaków, np. #0a5a52. Musi być tak ciemny, żeby każdy odczytał na nim białe litery. Puste pole: zielony kolor programu.',
  value: page.colour,
  problem: problems.kolor,
  maxlength: 7,
  isShort: true,
})}
<div class="buttons"><button>Zapisz kolor</button></div>
</form>
<h2>Herb</h2>
${
  crest === null
    ? html`<p class="empty">Strona nie ma jeszcze herbu. Dodaj go poniżej: stanie obok nazwy urzędu.</p>`
    : html`<p><img class="crest" src="data:image/png;base64,${crest.png.replaceAll(/\s/g, '')}" alt="Obecny herb" width="${Math.max(1, Math.round((crest.width / crest.height) * 40))}" height="40"></p>
<form class="act" method="post" action="${paths.admin.dropCrest}">${renderFormToken(session)}<button class="second">Usuń herb</button></form>`
}
<form method="post" action="${paths.admin.crest}" enctype="multipart/form-data" novalidate>
${renderFormToken(session)}
<div class="field${problems.herb === undefined ? '' : ' has-problem'}">
<label for="herb">Plik z herbem</label>
<p class="hint" id="herb-hint">PNG, najwyżej 100 kB, najlepiej z przezroczystym tłem. Zmniejszymy go, żeby strona otwierała się szybko także przy słabym zasięgu.</p>
${problems.herb === undefined ? '' : html`<p class="problem" id="herb-problem">${problems.herb}</p>`}
<input type="file" id="herb" name="herb" accept="image/png" aria-describedby="herb-hint${problems.herb === undefined ? '' : ' herb-problem'}"${problems.herb === undefined ? '' : html` aria-invalid="true"`}>
</div>
<div class="buttons"><button>Wyślij herb</button></div>
</form>`,
    });
  }
}

/** What is the matter with a colour; a darker one of the same hue is offered where this one can't be read. */
function findColourProblem(colour: string): string | undefined {
  if (colour === '') return undefined;
  if (!isColour(colour)) return 'Wpisz krzyżyk i sześć znaków od 0 do 9 i od a do f, np. #0a5a52.';
  const contrast = contrastOnPages(colour);
  if (contrast >= leastContrast) return undefined;
  // Rounded down: "4,5" would look like enough.
  const shown = formatDecimal(Math.floor(contrast * 10) / 10);
  return `Ten kolor jest za jasny: kontrast z białym tłem wynosi ${shown}:1, a potrzeba co najmniej ${formatDecimal(leastContrast)}:1. Ten sam odcień, dość ciemny: ${darkenForPages(colour)}`;
}
