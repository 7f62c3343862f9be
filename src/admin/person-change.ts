// /admin/odbiorcy/{id}/zmien and /wypisz: what staff change because the person asked, each with the request on record.
import type { Context, Hono } from 'hono';
import { html } from 'hono/html';
import { findPause, type Pause } from '#db/mine.ts';
import { findPersonPhone } from '#db/person.ts';
import { listSubscribersByPhone, type StoredAddress, type StoredSubscriber } from '#db/subscribers.ts';
import { type PauseProblem, parsePause } from '#domain/pause.ts';
import { parseSignOffReason, signOffReasons } from '#domain/person-request.ts';
import { formatDay } from '#html/format.ts';
import {
  hasProblems,
  type Problems,
  renderCheckbox,
  renderField,
  renderProblemSummary,
  renderRadios,
} from '#html/forms.ts';
import { type Html, renderNotice } from '#html/layout.ts';
import { paths } from '#html/paths.ts';
import { ServiceError } from '#services/errors.ts';
import type { Session } from '#services/open-session.ts';
import {
  type AddressAnswer,
  addPersonAddress,
  changePersonCategories,
  pausePerson,
  removePersonAddress,
  signOffPerson,
} from '#services/person-acts.ts';
import { renderAdminPage, renderFormToken } from './frame.ts';
import { describeAddress, maskSender } from './people.ts';
import { readRequestFields, renderRequestFields } from './person-request-form.ts';
import { reasonWords } from './person-words.ts';
import { readPlaceFields, renderPlaceFields } from './place-form.ts';
import type { AdminContext, AdminEnv, Form } from './session.ts';

const pauseWords: Readonly<Record<PauseProblem, string>> = {
  not_a_day: 'Podaj ostatni dzień przerwy.',
  past: 'Ten dzień już minął. Podaj dzisiejszy albo późniejszy.',
  too_long: 'Przerwa może trwać najwyżej rok.',
};

type Person = StoredSubscriber & { readonly msisdn: string };
type Answer = { readonly stan: string } | { readonly problems: Problems };

export function mountPersonChange(app: Hono<AdminEnv>, admin: AdminContext): void {
  const { deps } = admin;

  app.get('/odbiorcy/:id{[0-9]{1,15}}/zmien', async (c) =>
    c.html(await renderChange(c, { person: await getPerson(c), form: {}, problems: {} })),
  );

  app.post('/odbiorcy/:id{[0-9]{1,15}}/przerwa', (c) =>
    change(c, async (form) => {
      const asked = readRequestFields('p', form);
      if (form.dalej === 'koniec') {
        if (!asked.ok) return { problems: asked.problems };
        await pausePerson(deps, { ...wish(c), ...asked, pause: { until: null, holds: 'all but alerts' } });
        return { stan: 'koniec' };
      }
      const day = parsePause((form.p_do ?? '').slice(0, 20), deps.clock());
      if (!asked.ok || !day.ok) {
        const problems = asked.ok ? {} : asked.problems;
        return { problems: { p_do: day.ok ? undefined : pauseWords[day.problem], ...problems } };
      }
      const holds = form.p_alerty === '1' ? 'all' : 'all but alerts';
      await pausePerson(deps, { ...wish(c), ...asked, pause: { until: day.until, holds } });
      return { stan: 'przerwa' };
    }),
  );

  app.post('/odbiorcy/:id{[0-9]{1,15}}/kategorie', (c) =>
    change(c, async (form) => {
      const asked = readRequestFields('k', form);
      if (!asked.ok) return { problems: asked.problems };
      const keys = deps.office().categories.filter(({ key }) => form[`k_${key}`] === '1');
      await changePersonCategories(deps, { ...wish(c), ...asked, keys: keys.map(({ key }) => key) });
      return { stan: 'kategorie' };
    }),
  );

  app.post('/odbiorcy/:id{[0-9]{1,15}}/adres', (c) =>
    change(c, async (form) => {
      const asked = readRequestFields('a', form);
      const place = readPlaceFields(deps.office(), form);
      if (!asked.ok || !place.ok) {
        return { problems: { ...(place.ok ? {} : place.problems), ...(asked.ok ? {} : asked.problems) } };
      }
      const address = { ...place.place, houseNumber: (form.a_dom ?? '').slice(0, 20) };
      const answer = await addPersonAddress(deps, { ...wish(c), ...asked, address });
      return answer.ok ? { stan: 'adres' } : { problems: wordAddressProblem(answer) };
    }),
  );

  app.post('/odbiorcy/:id{[0-9]{1,15}}/adres/usun', (c) =>
    change(c, async (form, person) => {
      const asked = readRequestFields('u', form);
      const address = person.addresses.find((one) => addressKey(one) === form.u_adres);
      if (!asked.ok || address === undefined) {
        const which = address === undefined ? 'Wybierz adres, który ma zniknąć.' : undefined;
        return { problems: { u_adres: which, ...(asked.ok ? {} : asked.problems) } };
      }
      const answer = await removePersonAddress(deps, { ...wish(c), ...asked, address });
      return answer.ok ? { stan: 'bez-adresu' } : { problems: { u_adres: lastAddress } };
    }),
  );

  app.get('/odbiorcy/:id{[0-9]{1,15}}/wypisz', async (c) =>
    c.html(renderSignOff(c, { person: await getPerson(c), form: {}, problems: {} })),
  );

  app.post('/odbiorcy/:id{[0-9]{1,15}}/wypisz', async (c) => {
    const person = await getPerson(c);
    const form = c.get('form');
    const asked = readRequestFields('w', form);
    const reason = parseSignOffReason(form.w_powod ?? '');
    if (!asked.ok || reason === null) {
      const why = reason === null ? 'Wybierz powód.' : undefined;
      const problems = { w_powod: why, ...(asked.ok ? {} : asked.problems) };
      return c.html(renderSignOff(c, { person, form, problems }), 422);
    }
    await signOffPerson(deps, { ...wish(c), ...asked, reason });
    return c.redirect(`${paths.admin.person(person.phoneId)}?stan=wypisano`, 303);
  });

  /** Whoever has left or is being erased has nothing to change. */
  async function getPerson(c: Context<AdminEnv>): Promise<Person> {
    const phoneId = readId(c);
    const [phone, [person]] = await Promise.all([
      findPersonPhone(deps.db, phoneId),
      listSubscribersByPhone(deps.db, [phoneId]),
    ]);
    if (phone === null || phone.msisdn === null) throw new ServiceError('not_found', 'no such person');
    if (person === undefined || person.state === 'left') {
      throw new ServiceError('conflict', 'the person is not here');
    }
    return { ...person, msisdn: phone.msisdn };
  }

  async function change(
    c: Context<AdminEnv>,
    act: (form: Form, person: Person) => Promise<Answer>,
  ): Promise<Response> {
    const person = await getPerson(c);
    const form = c.get('form');
    const answer = await act(form, person);
    if ('stan' in answer) {
      return c.redirect(`${paths.admin.person(person.phoneId)}?stan=${answer.stan}`, 303);
    }
    return c.html(await renderChange(c, { person, form, problems: answer.problems }), 422);
  }

  function wish(c: Context<AdminEnv>) {
    const { staffId, role } = c.get('session');
    return { by: { staffId, role }, phoneId: readId(c) };
  }

  async function renderChange(c: Context<AdminEnv>, page: ChangePage): Promise<Html> {
    const { person, problems } = page;
    const pause = await findPause(deps.db, { phoneId: person.phoneId, now: deps.clock() });
    const masked = maskSender(person.msisdn);
    const session = c.get('session');
    return renderAdminPage(admin, {
      room: 'subscribers',
      session,
      title: `Zmiany: ${masked}`,
      width: 'narrow',
      body: html`${renderProblemSummary(problems)}
<p><a href="${paths.admin.person(person.phoneId)}">Wróć do strony tej osoby</a></p>
<p>Każda zmiana jest zapisywana jako prośba tej osoby, razem z tym, jak poprosiła. Po zapisaniu nic nie jest do niej wysyłane. Znak sprawy wpisz jak OR.5310.12.2027, bez imion i numerów telefonu: ten wpis zostaje na lata.</p>
${renderPause(session, page, pause)}
${renderCategories(admin, session, page)}
${renderAddresses(admin, session, page)}`,
    });
  }

  function renderSignOff(c: Context<AdminEnv>, page: ChangePage): Html {
    const { person, form, problems } = page;
    const session = c.get('session');
    return renderAdminPage(admin, {
      room: 'subscribers',
      session,
      title: `Wypisanie: ${maskSender(person.msisdn)}`,
      width: 'narrow',
      body: html`${renderProblemSummary(problems)}
<p><a href="${paths.admin.person(person.phoneId)}">Wróć do strony tej osoby</a></p>
${renderNotice({ kind: 'warning', body: 'Ta osoba nie dostanie już żadnej wiadomości, także alertu. Cofnąć tego nie można: zapisać może się znowu tylko sama.' })}
<form method="post" action="${paths.admin.signOff(person.phoneId)}" novalidate>
${renderFormToken(session)}
${renderRadios({
  name: 'w_powod',
  legend: 'Dlaczego',
  value: form.w_powod,
  problem: problems.w_powod,
  choices: signOffReasons.map((value) => ({ value, label: reasonWords[value] })),
})}
${renderRequestFields({ prefix: 'w', form, problems, sourceLabel: 'Skąd to wiadomo' })}
<div class="buttons"><button class="risky">Wypisz tę osobę</button></div>
</form>`,
    });
  }
}

type ChangePage = { readonly person: Person; readonly form: Form; readonly problems: Problems };

/** Names the address itself: its place on the list may have changed since the page was opened. */
function addressKey({ sym, symUl, houseNumber }: StoredAddress): string {
  return [sym, symUl ?? '', houseNumber ?? ''].join('|');
}

const lastAddress = 'To jedyny adres tej osoby. Najpierw dodaj nowy.';

function readId(c: Context<AdminEnv>): number {
  return Number(c.req.param('id'));
}

function wordAddressProblem({ problem }: Extract<AddressAnswer, { ok: false }>): Problems {
  switch (problem.kind) {
    case 'bad_house_number':
      return { a_dom: 'Numer domu wpisz jak 12, 12A albo 12/3.' };
    case 'too_many_addresses':
      return { miejscowosc: `Osoba może mieć najwyżej ${problem.most} adresów. Najpierw usuń któryś.` };
    case 'vanished_place':
      return { miejscowosc: 'Tego miejsca nie ma już w rejestrze. Wskaż inne.' };
    case 'unknown_street':
      return { ulica: 'Nie ma takiej ulicy w tej miejscowości.' };
    case 'no_address':
    case 'unknown_locality':
    case 'unknown_category':
    case 'last_address':
      return { miejscowosc: 'Wskaż miejscowość z gmin urzędu.' };
    default:
      return problem satisfies never;
  }
}

function renderPause(session: Session, page: ChangePage, pause: Pause | null): Html {
  const { person, form, problems } = page;
  const request = renderRequestFields({ prefix: 'p', form, problems });
  const action = paths.admin.pausePerson(person.phoneId);
  if (pause !== null) {
    return html`<h2>Przerwa</h2>
<p>Trwa do ${formatDay(new Date(pause.until.getTime() - 1))} włącznie, ${pause.holdsAlerts ? 'także od alertów' : 'alerty dochodzą'}. Potem wiadomości wrócą same.</p>
<form method="post" action="${action}" novalidate>
${renderFormToken(session)}<input type="hidden" name="dalej" value="koniec">
${request}
<div class="buttons"><button class="second">Zakończ przerwę teraz</button></div>
</form>`;
  }
  return html`<h2>Przerwa</h2>
<form method="post" action="${action}" novalidate>
${renderFormToken(session)}
${renderField({
  name: 'p_do',
  label: 'Ostatni dzień przerwy',
  hint: 'Następnego dnia wiadomości wrócą same.',
  value: form.p_do,
  problem: problems.p_do,
  type: 'date',
  isShort: true,
})}
${renderCheckbox({
  name: 'p_alerty',
  label: 'Także bez alertów',
  hint: 'Bez zaznaczenia alerty będą dochodzić.',
  isChecked: form.p_alerty === '1',
})}
${request}
<div class="buttons"><button class="second">Zapisz przerwę</button></div>
</form>`;
}

function renderCategories(admin: AdminContext, session: Session, page: ChangePage): Html {
  const { person, form, problems } = page;
  const offered = admin.deps.office().categories.filter((row) => row.isActive && !row.isAlert);
  const isSent = form.k_zrodlo !== undefined;
  return html`<h2>Kategorie</h2>
<form method="post" action="${paths.admin.personCategories(person.phoneId)}" novalidate>
${renderFormToken(session)}
<fieldset class="field"><legend>Co chce dostawać oprócz alertów</legend><div class="boxes">
${offered.map(({ id, key, name }) =>
  renderCheckbox({
    name: `k_${key}`,
    label: name,
    isChecked: isSent ? form[`k_${key}`] === '1' : person.categoryIds.includes(id),
  }),
)}</div></fieldset>
${renderRequestFields({ prefix: 'k', form, problems })}
<div class="buttons"><button class="second">Zapisz kategorie</button></div>
</form>`;
}

function renderAddresses(admin: AdminContext, session: Session, page: ChangePage): Html {
  const { person, form, problems } = page;
  const office = admin.deps.office();
  return html`<h2>Nowy adres</h2>
<form method="post" action="${paths.admin.personAddress(person.phoneId)}" novalidate>
${renderFormToken(session)}
${renderPlaceFields({ form, problems, streetHint: 'Puste pole: cała miejscowość.' })}
${renderField({ name: 'a_dom', label: 'Numer domu (nie trzeba podawać)', value: form.a_dom, problem: problems.a_dom, maxlength: 20, isShort: true })}
${renderRequestFields({ prefix: 'a', form, problems })}
<div class="buttons"><button class="second">Dodaj adres</button></div>
</form>
${
  person.addresses.length < 2 && !hasProblems({ u: problems.u_adres })
    ? ''
    : html`<h2>Usunięcie adresu</h2>
<form method="post" action="${paths.admin.removePersonAddress(person.phoneId)}" novalidate>
${renderFormToken(session)}
${renderRadios({
  name: 'u_adres',
  legend: 'Który adres ma zniknąć',
  value: form.u_adres,
  problem: problems.u_adres,
  choices: person.addresses.map((address) => ({
    value: addressKey(address),
    label: describeAddress(office, address),
  })),
})}
${renderRequestFields({ prefix: 'u', form, problems })}
<div class="buttons"><button class="second">Usuń adres</button></div>
</form>`
}`;
}
