// /admin/odbiorcy: finding people. Numbers are masked; who has the permission reveals one at a time, which is audited.
import type { Hono } from 'hono';
import { html } from 'hono/html';
import { countSubscribers, type ListedSubscriber } from '#db/subscribers.ts';
import { formatCount, formatDateTime } from '#html/format.ts';
import { hasProblems, renderField, renderProblemSummary, renderSelect } from '#html/forms.ts';
import { type Html, renderNotice } from '#html/layout.ts';
import { paths } from '#html/paths.ts';
import { renderTable } from '#html/tables.ts';
import { findPeople } from '#services/find-people.ts';
import type { Session } from '#services/open-session.ts';
import { revealNumber } from '#services/reveal-number.ts';
import { peopleOfSession } from '#services/sender-limit.ts';
import { canHandle, renderAdminPage, renderFormToken } from './frame.ts';
import { parseId } from './inbox.ts';
import { describeAddress, describeCategories, maskSender } from './people.ts';
import { mayOpen } from './permissions.ts';
import { sourceWords, stateWords } from './person-words.ts';
import type { AdminContext, AdminEnv, Form } from './session.ts';
import { readSubscriberSearch, searchFields } from './subscribers-form.ts';

const pageSize = 50;

export function mountSubscribers(app: Hono<AdminEnv>, admin: AdminContext): void {
  app.get('/odbiorcy', async (c) => {
    const session = c.get('session');
    const form: Form = Object.fromEntries(
      searchFields.map((name) => [name, (c.req.query(name) ?? '').trim()]),
    );
    const within = peopleOfSession(admin.deps.office(), session);
    const { search, problems } = readSubscriberSearch(admin.deps.office(), form);
    const isSearch = searchFields.some((name) => form[name] !== '');
    const before = parseId(c.req.query('przed'));
    const [counts, rows] = await Promise.all([
      // Figures of the whole office are for those who see all of it, and counting a city takes longer than finding in it.
      within === null && !isSearch && before === undefined ? countSubscribers(admin.deps.db) : null,
      hasProblems(problems)
        ? []
        : findPeople(admin.deps, {
            staffId: session.staffId,
            search,
            within,
            limit: pageSize + 1,
            before,
          }),
    ]);
    const page = rows.slice(0, pageSize);
    const more = new URLSearchParams(Object.entries(form).filter(([, value]) => value !== ''));
    more.set('przed', String(page.at(-1)?.phoneId));
    return c.html(
      renderAdminPage(admin, {
        room: 'subscribers',
        session,
        title: 'Odbiorcy',
        body: html`${renderProblemSummary(problems)}
${within === null ? '' : html`<p>Osoby z Twoich miejscowości.</p>`}
${counts === null ? '' : renderFigures(counts)}
${renderLinks(session)}
${renderSearch(admin, { form, problems })}
${isSearch && !hasProblems(problems) ? html`<p role="status">${page.length === 0 ? 'Nie znaleziono nikogo.' : `Znaleziono${rows.length > pageSize ? ' co najmniej' : ''}: ${page.length}.`} <a href="${paths.admin.subscribers}">Wyczyść szukanie</a></p>` : ''}
${hasProblems(problems) || (isSearch && page.length === 0) ? '' : renderList(admin, page)}
${rows.length > pageSize ? html`<p><a href="${paths.admin.subscribers}?${more.toString()}">Następni na liście</a></p>` : ''}`,
      }),
    );
  });

  app.post('/odbiorcy/:id{[0-9]{1,15}}/numer', async (c) => {
    const session = c.get('session');
    const { staffId, role } = session;
    const phoneId = Number(c.req.param('id'));
    const msisdn = await revealNumber(admin.deps, { staffId, role, phoneId });
    return c.html(
      renderAdminPage(admin, {
        room: 'subscribers',
        session,
        title: 'Numer odbiorcy',
        width: 'narrow',
        body: html`<p class="lead"><a href="tel:${msisdn}">${spaced(msisdn)}</a></p>
${renderNotice({ kind: 'info', body: 'To, że obejrzano ten numer, zapisano w dzienniku.' })}
<p><a href="${paths.admin.person(phoneId)}">Strona tej osoby</a></p>
<p><a href="${paths.admin.subscribers}">Wróć do listy</a></p>`,
      }),
    );
  });
}

function renderFigures(counts: Awaited<ReturnType<typeof countSubscribers>>): Html {
  return html`<dl class="figures">
<div><dt>Zapisani</dt><dd>${formatCount(counts.active)}</dd></div>
<div><dt>Wstrzymani</dt><dd>${formatCount(counts.suspended)}</dd></div>
<div><dt>Wypisani</dt><dd>${formatCount(counts.left)}</dd></div>
</dl>`;
}

function renderLinks({ role }: Session): Html {
  const links = [
    { href: paths.admin.imports, label: 'Wczytywanie z pliku i z papieru' },
    { href: paths.admin.dataRequests, label: 'Rejestr wniosków RODO' },
    { href: paths.admin.deadNumbers, label: 'Martwe numery' },
    { href: paths.admin.kits, label: 'Plakaty i ulotki' },
  ].filter(({ href }) => mayOpen(role, href));
  if (links.length === 0) return html``;
  return html`<ul class="tabs">${links.map(({ href, label }) => html`<li><a class="tab" href="${href}">${label}</a></li>`)}</ul>`;
}

function renderSearch(
  admin: AdminContext,
  {
    form,
    problems,
  }: { readonly form: Form; readonly problems: Readonly<Record<string, string | undefined>> },
): Html {
  const field = (name: string, label: string, hint: string) =>
    renderField({
      name,
      label,
      hint,
      value: form[name],
      problem: problems[name],
      type: 'search',
      maxlength: 100,
    });
  const any = { value: '', label: 'dowolnie' };
  return html`<form class="search" method="get" action="${paths.admin.subscribers}" role="search">
${renderField({
  name: 'numer',
  label: 'Numer',
  hint: 'Cały albo ostatnie cyfry',
  value: form.numer,
  problem: problems.numer,
  type: 'search',
  inputmode: 'tel',
})}
${field('miejscowosc', 'Miejscowość', 'Nazwa albo numer SYM')}
${field('ulica', 'Ulica', 'W tej miejscowości')}
${renderSelect({
  name: 'kategoria',
  label: 'Kategoria',
  value: form.kategoria,
  choices: [any, ...admin.deps.office().categories.map(({ key, name }) => ({ value: key, label: name }))],
})}
${renderSelect({
  name: 'stan',
  label: 'Stan',
  value: form.stan,
  choices: [any, ...Object.entries(stateWords).map(([value, { label }]) => ({ value, label }))],
})}
${renderSelect({
  name: 'zrodlo',
  label: 'Jak zapisany',
  value: form.zrodlo,
  choices: [any, ...Object.entries(sourceWords).map(([value, label]) => ({ value, label }))],
})}
<button>Szukaj</button>
</form>`;
}

function renderList(admin: AdminContext, rows: readonly ListedSubscriber[]): Html {
  const office = admin.deps.office();
  return renderTable<ListedSubscriber>({
    caption: 'Odbiorcy, od ostatnio dodanych',
    rows,
    empty:
      'Nikt się jeszcze nie zapisał. Mieszkańcy zapisują się SMS-em albo przez formularz; kogo urząd ma już na liście, wczytasz z pliku.',
    columns: [
      {
        title: 'Numer',
        cell: (row) => html`<a href="${paths.admin.person(row.phoneId)}">${maskSender(row.msisdn)}</a>`,
        isHeader: true,
        isWhole: true,
      },
      {
        title: 'Stan',
        cell: (row) =>
          html`<span class="tag ${stateWords[row.state].kind}">${stateWords[row.state].label}</span>`,
      },
      {
        title: 'Adres',
        cell: (row) => row.addresses.map((address) => describeAddress(office, address)).join('; ') || 'brak',
      },
      { title: 'Kategorie', cell: (row) => describeCategories(office, row.categoryIds) || 'brak' },
      { title: 'Zapis', cell: (row) => `${formatDateTime(row.joinedAt)} (${sourceWords[row.source]})` },
    ],
  });
}

/** The button that shows a number; nothing for who may not see it. */
export function renderReveal(
  person: { readonly phoneId: number; readonly msisdn: string | null },
  session: Session,
): Html {
  if (person.msisdn === null || !canHandle(session)) return html``;
  return html`<form class="inline" method="post" action="${paths.admin.revealNumber(person.phoneId)}">${renderFormToken(session)}<button class="plain small">pokaż numer</button></form>`;
}

function spaced(msisdn: string): string {
  return msisdn.replace(/^(\+48)(\d{3})(\d{3})(\d{3})$/, '$1 $2 $3 $4');
}
