// /admin/ustawienia/dyzurni: who is told by SMS at once when a resident's text tells of danger.
import type { Hono } from 'hono';
import { html } from 'hono/html';
import { listSettings } from '#db/installation.ts';
import { writeAlarm } from '#domain/duty-alarm.ts';
import { maskMsisdn, parseMsisdn } from '#domain/msisdn.ts';
import { type OfficeSettings, parseSettings } from '#domain/settings.ts';
import { hasProblems, type Problems, renderField, renderProblemSummary } from '#html/forms.ts';
import { type Html, renderNotice } from '#html/layout.ts';
import { paths } from '#html/paths.ts';
import { renderTable } from '#html/tables.ts';
import { changeSettings } from '#services/change-settings.ts';
import type { Office } from '#services/deps.ts';
import { ServiceError } from '#services/errors.ts';
import type { Session } from '#services/open-session.ts';
import { renderAdminPage, renderFormToken } from './frame.ts';
import type { AdminContext, AdminEnv, Form } from './session.ts';

type Officers = OfficeSettings['dutyOfficers'];

const mostOfficers = 10;

export function mountDutyOfficers(app: Hono<AdminEnv>, admin: AdminContext): void {
  app.get('/ustawienia/dyzurni', async (c) => {
    const session = c.get('session');
    refuseOthers(session);
    const isSaved = c.req.query('zapisano') === '1';
    return c.html(render({ session, officers: await readOfficers(), form: {}, problems: {}, isSaved }));
  });

  app.post('/ustawienia/dyzurni', async (c) => {
    const session = c.get('session');
    refuseOthers(session);
    const form = c.get('form');
    const officers = await readOfficers();
    const { problems, officer } = readOfficer(form, officers);
    if (hasProblems(problems) || officer === undefined)
      return c.html(render({ session, officers, form, problems, isSaved: false }), 422);
    await store(session, [...officers, officer]);
    return c.redirect(`${paths.admin.dutyOfficers}?zapisano=1`, 303);
  });

  app.post('/ustawienia/dyzurni/:at{[0-9]{1,2}}/usun', async (c) => {
    const session = c.get('session');
    refuseOthers(session);
    const officers = await readOfficers();
    const at = Number(c.req.param('at'));
    // The list may have changed since the page was made: the name says who was meant.
    const meant = officers[at]?.name;
    if (meant === undefined || meant !== c.get('form').nazwa)
      throw new ServiceError('conflict', 'the list has changed');
    await store(
      session,
      officers.filter((_, index) => index !== at),
    );
    return c.redirect(`${paths.admin.dutyOfficers}?zapisano=1`, 303);
  });

  /** As stored: this process takes a change of a moment ago up within a second. */
  async function readOfficers(): Promise<Officers> {
    return (await readOffice()).settings.dutyOfficers;
  }

  async function readOffice(): Promise<Office> {
    return { ...admin.deps.office(), ...parseSettings(await listSettings(admin.deps.db)) };
  }

  async function store(session: Session, dutyOfficers: Officers): Promise<void> {
    const office = await readOffice();
    const answer = await changeSettings(
      { ...admin.deps, office: () => office },
      {
        actor: `staff:${session.staffId}`,
        role: session.role,
        values: { dutyOfficers },
      },
    );
    if (!answer.ok) throw new ServiceError('invalid', 'duty officers do not fit');
  }

  function render(page: {
    readonly session: Session;
    readonly officers: Officers;
    readonly form: Form;
    readonly problems: Problems;
    readonly isSaved: boolean;
  }): Html {
    const { session, officers, form, problems } = page;
    const { officeShortName } = admin.deps.office().settings;
    const sample = writeAlarm({ decision: 'raise', officeShortName, place: 'Skorzewo, ul. Poznanska' });
    return renderAdminPage(admin, {
      room: 'settings',
      session,
      title: 'Dyżurni',
      width: 'narrow',
      body: html`${renderProblemSummary(problems)}
${page.isSaved ? renderNotice({ kind: 'good', body: 'Zapisano. Zmiana działa w ciągu sekundy.' }) : ''}
<p>Gdy mieszkaniec napisze SMS-a o zagrożeniu, każdy dyżurny od razu dostaje taki SMS, o każdej porze:</p>
<p class="sms">${sample}</p>
<p class="hint">Nie ma w nim numeru ani słów mieszkańca. Z jednej rozmowy alarm wychodzi najwyżej raz na 15 minut, razem najwyżej 20 na godzinę.</p>
${renderTable({
  caption: 'Dyżurni',
  isCaptionHidden: true,
  rows: officers.map((officer, at) => ({ ...officer, at })),
  empty: 'Nie ma żadnego dyżurnego: alarmy nie mają do kogo wyjść.',
  columns: [
    { title: 'Kto', cell: ({ name }) => name, isHeader: true },
    { title: 'Numer', cell: ({ number }) => maskNumber(number), isWhole: true },
    {
      title: 'Usuń',
      cell: ({ at, name }) =>
        html`<form class="inline" method="post" action="${paths.admin.removeDutyOfficer(at)}">${renderFormToken(session)}<input type="hidden" name="nazwa" value="${name}"><button class="plain">usuń<span class="hidden-text"> dyżurnego ${name}</span></button></form>`,
    },
  ],
})}
<h2>Dodaj dyżurnego</h2>
<form method="post" action="${paths.admin.dutyOfficers}" novalidate>
${renderFormToken(session)}
${renderField({ name: 'kto', label: 'Imię i nazwisko albo stanowisko', value: form.kto, problem: problems.kto, maxlength: 60, isRequired: true })}
${renderField({ name: 'numer', label: 'Numer komórki', hint: 'Polska komórka, np. 501 234 567', value: form.numer, problem: problems.numer, type: 'tel', maxlength: 20, isRequired: true, isShort: true })}
<div class="buttons"><button>Dodaj</button></div>
</form>
<p><a href="${paths.admin.settings}">Wróć do ustawień</a></p>`,
    });
  }
}

function readOfficer(
  form: Form,
  officers: Officers,
): { readonly problems: Problems; readonly officer?: Officers[number] } {
  const name = (form.kto ?? '').replace(/\s+/g, ' ').trim().slice(0, 60);
  const parsed = parseMsisdn(form.numer ?? '');
  const problems: Problems = {
    kto: name === '' ? 'Wpisz, kto to jest.' : undefined,
    numer: findNumberProblem(parsed, officers),
  };
  return parsed.ok && !hasProblems(problems)
    ? { problems, officer: { name, number: parsed.msisdn } }
    : { problems };
}

function findNumberProblem(parsed: ReturnType<typeof parseMsisdn>, officers: Officers): string | undefined {
  if (!parsed.ok) return 'Wpisz numer polskiej komórki: 9 cyfr, np. 501 234 567.';
  if (officers.some(({ number }) => number === parsed.msisdn)) return 'Ten numer jest już na liście.';
  return officers.length >= mostOfficers
    ? `Dyżurnych może być najwyżej ${mostOfficers}. Najpierw kogoś usuń.`
    : undefined;
}

function maskNumber(number: string): string {
  const parsed = parseMsisdn(number);
  return parsed.ok ? maskMsisdn(parsed.msisdn) : number;
}

function refuseOthers(session: Session): void {
  if (session.role !== 'admin') throw new ServiceError('forbidden', 'only administrators change settings');
}
