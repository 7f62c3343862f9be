import type { Context, Hono } from 'hono';
import { html, raw } from 'hono/html';
import QRCode from 'qrcode';
import { formatDuration } from '#html/format.ts';
import { renderField } from '#html/forms.ts';
import { type Html, renderNotice } from '#html/layout.ts';
import { paths } from '#html/paths.ts';
import type { Session } from '#services/open-session.ts';
import {
  type CodeAnswer,
  enrolSecondFactor,
  passSecondFactor,
  skipSecondFactor,
} from '#services/pass-second-factor.ts';
import { offerSecondFactor } from '#services/second-factor.ts';
import { renderFormToken, renderGatePage } from './frame.ts';
import { enter } from './log-in.ts';
import {
  type AdminContext,
  type AdminEnv,
  checkFormToken,
  type Form,
  findDeviceToken,
  findRequestSession,
  parseReturnPath,
  readForm,
} from './session.ts';

export function mountSecondFactor(app: Hono<AdminEnv>, admin: AdminContext): void {
  app.get('/kod', async (c) => {
    const session = await findRequestSession(admin, c);
    if (session === null) return c.redirect(paths.admin.logIn, 303);
    if (session.level === 'full') return c.redirect(paths.admin.home, 303);
    if (!session.hasSecondFactor) return c.redirect(paths.admin.enrolSecondFactor, 303);
    return c.html(renderCode(admin, { session, next: c.req.query('dalej') }));
  });

  app.post('/kod', async (c) => {
    const { session, form } = await readStep(c);
    if (session === null) return c.redirect(paths.admin.logIn, 303);
    const deviceToken = findDeviceToken(admin, c);
    const answer = await passSecondFactor(admin.deps, {
      session,
      code: form.kod ?? '',
      deviceToken,
      limits: admin.limits,
    });
    const next = parseReturnPath(form.dalej);
    if (answer.kind === 'in') return enter(admin, { c, opened: answer, next });
    const problem = wordCodeAnswer(answer);
    return c.html(renderCode(admin, { session, next, problem }), statusOf(answer));
  });

  app.get('/drugi-skladnik', async (c) => {
    const session = await findRequestSession(admin, c);
    if (session === null) return c.redirect(paths.admin.logIn, 303);
    if (session.hasSecondFactor) return c.redirect(paths.admin.home, 303);
    return c.html(await renderEnrolment(admin, { session }));
  });

  app.post('/drugi-skladnik', async (c) => {
    const { session, form } = await readStep(c);
    if (session === null) return c.redirect(paths.admin.logIn, 303);
    const sealed = form.oferta ?? '';
    const answer = await enrolSecondFactor(admin.deps, {
      session,
      code: form.kod ?? '',
      sealed,
      deviceToken: findDeviceToken(admin, c),
      limits: admin.limits,
    });
    if (answer.kind === 'in') return enter(admin, { c, opened: answer, next: paths.admin.recoveryCodes });
    const problem = wordCodeAnswer(answer);
    return c.html(await renderEnrolment(admin, { session, sealed, problem }), statusOf(answer));
  });

  app.post('/drugi-skladnik/pozniej', async (c) => {
    const { session } = await readStep(c);
    if (session === null) return c.redirect(paths.admin.logIn, 303);
    const opened = await skipSecondFactor(admin.deps, { session, deviceToken: findDeviceToken(admin, c) });
    return enter(admin, { c, opened });
  });

  async function readStep(c: Context): Promise<{ readonly session: Session | null; readonly form: Form }> {
    const session = await findRequestSession(admin, c);
    const form = await readForm(c);
    if (session !== null) checkFormToken(session, form);
    return { session, form };
  }
}

function statusOf(answer: Exclude<CodeAnswer, { readonly kind: 'in' }>): 422 | 429 {
  return answer.kind === 'throttled' ? 429 : 422;
}

function wordCodeAnswer(answer: Exclude<CodeAnswer, { readonly kind: 'in' }>): string {
  if (answer.kind === 'throttled') {
    return `Za dużo prób. Spróbuj ponownie za ${formatDuration(answer.waitSeconds)}.`;
  }
  return 'Kod się nie zgadza albo był już użyty. Poczekaj na następny kod w aplikacji i wpisz go. Sprawdź też, czy zegar telefonu chodzi dobrze.';
}

function renderCodeField(hint: string, problem: string | undefined): Html {
  return renderField({
    name: 'kod',
    label: 'Kod z aplikacji',
    hint,
    problem,
    autocomplete: 'one-time-code',
    inputmode: 'numeric',
    maxlength: 16,
    isRequired: true,
    isShort: true,
    extra: html`autofocus`,
  });
}

function renderCode(
  admin: AdminContext,
  page: { readonly session: Session; readonly next?: string | undefined; readonly problem?: string },
): Html {
  return renderGatePage(admin, {
    title: 'Podaj kod',
    body: html`<p>Otwórz na telefonie aplikację uwierzytelniającą i przepisz kod dla konta ${page.session.login}.</p>
<form method="post" action="${paths.admin.secondFactor}" novalidate>
${renderFormToken(page.session)}
<input type="hidden" name="dalej" value="${page.next ?? ''}">
${renderCodeField('6 cyfr, zmienia się co 30 sekund. Nie masz telefonu? Wpisz jeden z kodów zapasowych z kartki (12 cyfr).', page.problem)}
<div class="buttons"><button>Zaloguj się</button></div>
</form>
<p class="quiet">Nie masz ani telefonu, ani kodów zapasowych? Poproś administratora o nowy odnośnik do ustawienia konta.</p>`,
  });
}

async function renderEnrolment(
  admin: AdminContext,
  page: { readonly session: Session; readonly sealed?: string; readonly problem?: string },
): Promise<Html> {
  const { session } = page;
  const office = admin.deps.office();
  const offer = offerSecondFactor({
    secretKey: admin.deps.secretKey,
    staffId: session.staffId,
    login: session.login,
    officeName: office.settings.officeShortName,
    sealed: page.sealed,
  });
  const picture = await QRCode.toDataURL(offer.uri, { margin: 2, width: 480, errorCorrectionLevel: 'M' });
  return renderGatePage(admin, {
    title: 'Ustaw drugi składnik logowania',
    body: html`<p>Samo hasło można podejrzeć. Dlatego przy logowaniu podasz jeszcze kod z telefonu.</p>
<ol>
<li>Zainstaluj na telefonie aplikację uwierzytelniającą (na przykład Google Authenticator, Microsoft Authenticator, Aegis albo FreeOTP).</li>
<li>Zeskanuj nią ten obraz albo wpisz klucz ręcznie.</li>
<li>Przepisz kod, który pokaże aplikacja.</li>
</ol>
<img class="qr" src="${raw(picture)}" alt="Kod QR dla aplikacji uwierzytelniającej; ten sam klucz podano niżej jako tekst" width="240" height="240">
<p>Klucz do wpisania ręcznie:<br><span class="key">${offer.secret.match(/.{1,4}/g)?.join(' ') ?? ''}</span></p>
<form method="post" action="${paths.admin.enrolSecondFactor}" novalidate>
${renderFormToken(session)}
<input type="hidden" name="oferta" value="${offer.sealed}">
${renderCodeField('6 cyfr, zmienia się co 30 sekund', page.problem)}
<div class="buttons"><button>Potwierdź</button></div>
</form>
${
  office.mode === 'practice'
    ? renderNotice({
        kind: 'info',
        body: html`<p>W trybie ćwiczeń możesz to zrobić później. Przed przejściem na tryb rzeczywisty drugi składnik musi mieć każde konto.</p>
<form method="post" action="${paths.admin.skipSecondFactor}">${renderFormToken(session)}<button class="second">Później</button></form>`,
      })
    : ''
}`,
  });
}
