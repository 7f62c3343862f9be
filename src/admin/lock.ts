// The lock of a session that nobody has used for a quarter of an hour: the password again, and the form that was sent
// when it had locked waits inside the page, so that no text is lost.
import type { Context, Hono } from 'hono';
import { html } from 'hono/html';
import { formatDuration } from '#html/format.ts';
import { renderField } from '#html/forms.ts';
import type { Html } from '#html/layout.ts';
import { paths } from '#html/paths.ts';
import type { Session } from '#services/open-session.ts';
import { provePresence } from '#services/prove-presence.ts';
import { renderFormToken, renderGatePage } from './frame.ts';
import {
  type AdminContext,
  type AdminEnv,
  type Form,
  findDeviceToken,
  formTokenField,
  isFormSent,
  parseReturnPath,
} from './session.ts';

/** Marks the fields of the form that waits. */
const keptMark = 'formularz:';

/** Stands in for any page while the session is locked. */
export async function renderLock(
  admin: AdminContext,
  c: Context<AdminEnv>,
  session: Session,
): Promise<Response> {
  const url = new URL(c.req.url);
  const isForm = isFormSent(c);
  const form = isForm ? (c.get('form') ?? {}) : {};
  const wanted = parseReturnPath(isForm ? url.pathname : url.pathname + url.search);
  return c.html(renderPassword(admin, { session, wanted, isForm, kept: keepFields(form) }), 403);
}

export function mountLock(app: Hono<AdminEnv>, admin: AdminContext): void {
  app.post('/odblokuj', async (c) => {
    const session = c.get('session');
    const form = c.get('form');
    const wanted = parseReturnPath(form.dokad);
    const isForm = form.rodzaj === 'formularz';
    const kept = Object.entries(form).filter(([name]) => name.startsWith(keptMark));
    const answer = await provePresence(admin.deps, {
      session,
      secret: form.haslo ?? '',
      deviceToken: findDeviceToken(admin, c),
      limits: admin.limits,
    });
    if (answer.kind !== 'here') {
      const problem =
        answer.kind === 'throttled'
          ? `Za dużo prób. Spróbuj ponownie za ${formatDuration(answer.waitSeconds)}.`
          : 'Hasło albo kod się nie zgadza. Spróbuj jeszcze raz.';
      const status = answer.kind === 'throttled' ? 429 : 422;
      return c.html(renderPassword(admin, { session, wanted, isForm, kept, problem }), status);
    }
    if (!isForm || wanted === undefined) return c.redirect(wanted ?? paths.admin.home, 303);
    return c.html(renderKept(admin, { session, wanted, kept }));
  });
}

type Kept = readonly (readonly [string, string])[];

/** All that was typed but secrets: those are typed again. */
function keepFields(form: Form): Kept {
  return Object.entries(form)
    .filter(([name]) => name !== formTokenField && !/^(?:haslo|kod)/.test(name))
    .map(([name, value]) => [`${keptMark}${name}`, value]);
}

function renderPassword(
  admin: AdminContext,
  page: {
    readonly session: Session;
    readonly wanted: string | undefined;
    readonly isForm: boolean;
    readonly kept: Kept;
    readonly problem?: string;
  },
): Html {
  const { session, wanted, isForm, kept, problem } = page;
  return renderGatePage(admin, {
    title: 'Potwierdź, że to Ty',
    body: html`<p class="lead">Przez kwadrans nikt tu nic nie robił, więc panel się zablokował.</p>
${kept.length === 0 ? '' : html`<p>To, co było wpisane, czeka i nie przepadnie.</p>`}
<form method="post" action="${paths.admin.unlock}" novalidate>
${renderFormToken(session)}
<input type="hidden" name="dokad" value="${wanted ?? ''}">
<input type="hidden" name="rodzaj" value="${isForm ? 'formularz' : 'strona'}">
${kept.map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`)}
${renderField({
  name: 'haslo',
  label: `Hasło konta ${session.login}`,
  hint: session.hasSecondFactor ? 'Albo 6 cyfr z aplikacji w telefonie.' : undefined,
  problem,
  type: 'password',
  autocomplete: 'current-password',
  isRequired: true,
  extra: html`autofocus`,
})}
<div class="buttons"><button>Odblokuj</button></div>
</form>
<form method="post" action="${paths.admin.logOut}">${renderFormToken(session)}<button class="plain">To nie ja: wyloguj</button></form>`,
  });
}

/** One more press of a button: nothing is done that the person has not just seen. */
function renderKept(
  admin: AdminContext,
  page: { readonly session: Session; readonly wanted: string; readonly kept: Kept },
): Html {
  const { session, wanted, kept } = page;
  return renderGatePage(admin, {
    title: 'Odblokowano',
    body: html`<p class="lead">Wpisany formularz nie przepadł. Naciśnij „Dokończ”, żeby pójść dalej tam, gdzie przerwano.</p>
<form method="post" action="${wanted}">
${renderFormToken(session)}
${kept.map(([name, value]) => html`<input type="hidden" name="${name.slice(keptMark.length)}" value="${value}">`)}
<div class="buttons"><button>Dokończ</button><a class="button second" href="${paths.admin.home}">Porzuć</a></div>
</form>`,
  });
}
