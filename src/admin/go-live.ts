// /admin/ustawienia/tryb: what must and should be in order before the office really sends, and the act itself.
import type { Hono } from 'hono';
import { html } from 'hono/html';
import { isObstacle, type LiveCheck, type LiveState } from '#domain/live-checks.ts';
import { renderField } from '#html/forms.ts';
import { type Html, renderNotice } from '#html/layout.ts';
import { paths } from '#html/paths.ts';
import { ServiceError } from '#services/errors.ts';
import { goLive } from '#services/go-live.ts';
import { checkLive, listCallbackUrls } from '#services/live-checks.ts';
import type { Session } from '#services/open-session.ts';
import { type ProofAnswer, sendNumberProof, settleNumberProof } from '#services/prove-number.ts';
import { type RegisterAnswer, registerCallbacks } from '#services/register-callbacks.ts';
import { renderAdminPage, renderFormToken } from './frame.ts';
import { liveCheckTitles, wordLiveCheck } from './live-words.ts';
import type { AdminContext, AdminEnv } from './session.ts';

type Shown = {
  readonly notice?: Html;
  /** Beside the field of the proof. */
  readonly numberProblem?: string;
  readonly number?: string;
  readonly tries?: 'call';
};

export function mountGoLive(app: Hono<AdminEnv>, admin: AdminContext): void {
  const access = admin.live;

  app.get('/ustawienia/tryb', async (c) => c.html(await render(c.get('session'), {})));

  app.post('/ustawienia/tryb/sprawdz', async (c) =>
    c.html(await render(c.get('session'), { tries: 'call' })),
  );

  app.post('/ustawienia/tryb/adresy', async (c) => {
    const session = c.get('session');
    const answer = await registerCallbacks(admin.deps, { access, staff: session });
    const notice = renderNotice(
      answer.ok
        ? { kind: 'good', body: 'Operator zna nasze adresy.' }
        : { kind: 'danger', body: wordRegisterProblem(answer) },
    );
    return c.html(await render(session, { notice }), answer.ok ? 200 : 409);
  });

  app.post('/ustawienia/tryb/proba', async (c) => {
    const session = c.get('session');
    const number = c.get('form').numer ?? '';
    const answer = await sendNumberProof(admin.deps, { access, staff: session, number });
    if (answer.ok) return c.redirect(`${paths.admin.goLive}#round_trip`, 303);
    return c.html(await render(session, { number, numberProblem: wordProofProblem(answer) }), 422);
  });

  app.post('/ustawienia/tryb', async (c) => {
    const session = c.get('session');
    if (session.role !== 'admin') throw new ServiceError('forbidden', 'only administrators go live');
    if (c.get('form').potwierdzam !== '1') {
      const body = 'Zaznacz potwierdzenie: tej zmiany nie można cofnąć.';
      return c.html(await render(session, { notice: renderNotice({ kind: 'danger', body }) }), 422);
    }
    const answer = await goLive(admin.deps, { actor: `staff:${session.staffId}`, access });
    if (!answer.ok) return c.html(await render(session, {}), 409);
    return c.redirect(paths.admin.home, 303);
  });

  async function render(session: Session, shown: Shown): Promise<Html> {
    await settleNumberProof(admin.deps);
    const isLive = admin.deps.office().mode === 'live';
    const checks = await checkLive(admin.deps, access, { tries: shown.tries ?? 'none' });
    return renderAdminPage(admin, {
      room: 'settings',
      session,
      title: isLive ? 'Tryb rzeczywisty' : 'Przejście na tryb rzeczywisty',
      width: 'narrow',
      body: html`${shown.notice ?? ''}
${
  isLive
    ? html`<p>Ta instalacja pracuje w trybie rzeczywistym. Poniżej widać, czy wszystko, czego do tego trzeba, jest w porządku.</p>`
    : html`<p>Po tej zmianie każda wysyłka naprawdę dotrze do ludzi i będzie kosztować. <strong>Nie ma powrotu do ćwiczeń w tej samej instalacji</strong>; do późniejszych szkoleń uruchamia się drugą, z własnym katalogiem danych.</p>
<p>Zapisy zrobione na telefonach do ćwiczeń zostaną zakończone. Osoby wczytane z pliku, konta pracowników i ustawienia zostają.</p>`
}
<h2>Co musi być gotowe</h2>
${renderChecks(checks.filter(({ isRequired }) => isRequired))}
<h2>Co powinno być gotowe</h2>
${renderChecks(checks.filter(({ isRequired }) => !isRequired))}
${session.role === 'admin' ? renderTools(session, { checks, shown }) : ''}
${isLive ? '' : renderAct(session, checks)}`,
    });
  }

  function renderTools(
    session: Session,
    { checks, shown }: { readonly checks: readonly LiveCheck[]; readonly shown: Shown },
  ): Html {
    if (access.account === undefined) return html``;
    const proof = checks.find(({ name }) => name === 'round_trip');
    return html`<h2>Sprawdź i popraw</h2>
<h3>Adresy u operatora</h3>
<p>Operator wywołuje dwa adresy: jeden, gdy przychodzi SMS od mieszkańca, drugi z potwierdzeniami doręczeń. Przycisk podaje je przez konto, którego kluczem się łączymy. Gdyby konto na to nie pozwalało, wpisz je w panelu operatora („Adresy callback”). Są poufne: kto je zna, może udawać operatora.</p>
${renderUrls()}
<div class="buttons">
<form method="post" action="${paths.admin.registerCallbacks}">${renderFormToken(session)}<button>Podaj adresy operatorowi</button></form>
<form method="post" action="${paths.admin.tryLive}">${renderFormToken(session)}<button class="second">Sprawdź połączenie</button></form>
</div>
<h3>Próba numeru</h3>
<p>${proof === undefined ? '' : wordLiveCheck(proof)} To prawdziwy SMS, kosztuje jak każdy, wychodzi także w czasie ćwiczeń. Numeru nie zapisujemy.</p>
<form method="post" action="${paths.admin.proveNumber}" novalidate>
${renderFormToken(session)}
${renderField({ name: 'numer', label: 'Twój numer komórkowy', hint: '9 cyfr, np. 501 234 567', type: 'tel', value: shown.number, problem: shown.numberProblem, maxlength: 20, isRequired: true, isShort: true })}
<div class="buttons"><button>Wyślij próbny SMS</button><a class="button second" href="${paths.admin.goLive}">Sprawdź, czy wrócił</a></div>
</form>`;
  }

  function renderUrls(): Html {
    const urls = listCallbackUrls(access).flatMap(({ type, urls: [url] }) =>
      url === undefined ? [] : [{ label: type === 'sms_mo' ? 'SMS-y przychodzące' : 'Potwierdzenia', url }],
    );
    if (urls.length === 0) return html``;
    return html`<details><summary>Pokaż adresy do wpisania ręcznie</summary>
<dl class="facts">${urls.map(({ label, url }) => html`<dt>${label}</dt><dd class="key">${url}</dd>`)}</dl></details>`;
  }

  function renderAct(session: Session, checks: readonly LiveCheck[]): Html {
    if (checks.some(isObstacle))
      return html`<p>Gdy wszystko, co musi być gotowe, będzie gotowe, pojawi się tu przycisk.</p>`;
    if (session.role !== 'admin') return html`<p>Przejść na tryb rzeczywisty może administrator panelu.</p>`;
    const left = checks.filter(({ state }) => state !== 'good').map(({ name }) => liveCheckTitles[name]);
    return html`<h2>Przejście</h2>
${left.length === 0 ? '' : renderNotice({ kind: 'warning', body: html`Można przejść, ale to nie jest jeszcze sprawdzone: ${left.join(', ')}.` })}
<form method="post" action="${paths.admin.goLive}">
${renderFormToken(session)}
<div class="field choice"><input type="checkbox" id="potwierdzam" name="potwierdzam" value="1"><label for="potwierdzam">Rozumiem: od teraz SMS-y będą naprawdę wysyłane</label></div>
<div class="buttons"><button class="risky">Przejdź na tryb rzeczywisty</button><a class="button second" href="${paths.admin.settings}">Wróć</a></div>
</form>`;
  }
}

const marks: Readonly<Record<LiveState, { readonly kind: string; readonly word: string }>> = {
  good: { kind: 'good', word: 'gotowe' },
  open: { kind: 'danger', word: 'brakuje' },
  unknown: { kind: 'warning', word: 'nie wiadomo' },
};

function renderChecks(checks: readonly LiveCheck[]): Html {
  return html`<ul class="index">${checks.map((check) => {
    const { name, state, isRequired } = check;
    const kind = state === 'open' && !isRequired ? 'warning' : marks[state].kind;
    return html`<li id="${name}"><strong>${liveCheckTitles[name]}</strong> <span class="tag ${kind}">${marks[state].word}</span><br>${wordLiveCheck(check)}${renderLink(check)}</li>`;
  })}</ul>`;
}

function renderLink({ name, state }: LiveCheck): Html {
  if (state === 'good') return html``;
  if (name === 'admins') return html` <a href="${paths.admin.inviteAccount}">Zaproś drugiego</a>`;
  if (name === 'second_factor') return html` <a href="${paths.admin.accounts}">Konta</a>`;
  if (name === 'sender') return html` <a href="${paths.admin.settingsPage('numer')}">Numer i nadawca</a>`;
  return html``;
}

function wordRegisterProblem(answer: Exclude<RegisterAnswer, { readonly ok: true }>): string {
  switch (answer.problem) {
    case 'no_token':
      return 'Bez klucza do konta nie ma jak podać adresów.';
    case 'no_url':
      return 'Najpierw trzeba podać adres strony w internecie (zmienna PUBLIC_URL).';
    case 'refused':
      return `Operator nie przyjął adresów (odpowiedź ${answer.code}). Wpisz je w jego panelu, w zakładce „Adresy callback”.`;
    default:
      return answer.problem satisfies never;
  }
}

function wordProofProblem(answer: Exclude<ProofAnswer, { readonly ok: true }>): string {
  switch (answer.problem) {
    case 'number':
      return 'Podaj polski numer komórkowy, 9 cyfr, na przykład 501 234 567.';
    case 'no_token':
      return 'Bez klucza do konta u operatora nic nie wyjdzie.';
    case 'too_many':
      return 'Za dużo prób w ciągu godziny. Spróbuj później.';
    default:
      return answer.problem satisfies never;
  }
}
