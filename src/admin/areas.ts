// Areas: sołectwa and parts of localities that the office names once and sends to by name.
import type { Hono } from 'hono';
import { html } from 'hono/html';
import {
  type CountedMember,
  countAreaSubscribers,
  findArea,
  listAreaMembers,
  listCountedAreas,
} from '#db/areas.ts';
import type { AreaMember, Parity } from '#domain/areas.ts';
import { formatCount, formatDateTime, formatPlural } from '#html/format.ts';
import { type Problems, renderField, renderProblemSummary, renderRadios } from '#html/forms.ts';
import { type Html, renderNotice } from '#html/layout.ts';
import { paths } from '#html/paths.ts';
import { renderTable } from '#html/tables.ts';
import { type AreaChange, type AreaProblem, changeArea } from '#services/change-area.ts';
import { createArea } from '#services/create-area.ts';
import { ServiceError } from '#services/errors.ts';
import type { Session } from '#services/open-session.ts';
import { renderAdminPage, renderFormToken } from './frame.ts';
import { keeperOf } from './place-access.ts';
import { namePlace, readPlaceFields, renderPlaceFields } from './place-form.ts';
import type { AdminContext, AdminEnv, Form } from './session.ts';

const people = { one: 'osoba', few: 'osoby', many: 'osób' };
const words: Readonly<Record<AreaProblem, string>> = {
  length: 'Wpisz nazwę: od 2 do 60 znaków, z literami.',
  taken: 'Jest już rejon o tej nazwie. Wpisz inną.',
  in_use: 'Ten rejon jest odbiorcą wysyłki, która jeszcze trwa albo czeka. Zrób to, gdy się skończy.',
  unknown_place: 'Tego miejsca nie ma w rejestrze. Sprawdź nazwę.',
  repeated: 'To miejsce już jest w rejonie.',
  numbers: 'Numer „do” jest mniejszy niż „od”. Popraw je.',
};

export function mountAreas(app: Hono<AdminEnv>, admin: AdminContext): void {
  app.get('/miejsca/rejony', async (c) => {
    const session = c.get('session');
    keeperOf(session);
    return c.html(
      await renderList({ session, form: {}, problems: {}, isDone: c.req.query('usunieto') === '1' }),
    );
  });

  app.post('/miejsca/rejony', async (c) => {
    const session = c.get('session');
    const form = c.get('form');
    const answer = await createArea(admin.deps, { ...keeperOf(session), name: form.nazwa ?? '' });
    if (answer.ok) return c.redirect(paths.admin.area(answer.id), 303);
    const problems = { nazwa: words[answer.problem] };
    return c.html(await renderList({ session, form, problems, isDone: false }), 422);
  });

  app.get('/miejsca/rejony/:id{[0-9]{1,15}}', async (c) => {
    const session = c.get('session');
    keeperOf(session);
    const isDone = c.req.query('zapisano') === '1';
    return c.html(
      await renderArea({ session, areaId: Number(c.req.param('id')), form: {}, problems: {}, isDone }),
    );
  });

  app.post('/miejsca/rejony/:id{[0-9]{1,15}}', async (c) => {
    const session = c.get('session');
    keeperOf(session);
    const form = c.get('form');
    const areaId = Number(c.req.param('id'));
    const reading = readMember(form);
    const problems = reading.ok
      ? await apply(session, { areaId, change: { kind: 'add_member', member: reading.member } })
      : reading.problems;
    if (problems === null) return c.redirect(`${paths.admin.area(areaId)}?zapisano=1`, 303);
    return c.html(await renderArea({ session, areaId, form, problems, isDone: false }), 422);
  });

  app.post('/miejsca/rejony/:id{[0-9]{1,15}}/usun/:memberId{[0-9]{1,15}}', async (c) => {
    const areaId = Number(c.req.param('id'));
    const memberId = Number(c.req.param('memberId'));
    await apply(c.get('session'), { areaId, change: { kind: 'remove_member', memberId } });
    return c.redirect(`${paths.admin.area(areaId)}?zapisano=1`, 303);
  });

  app.post('/miejsca/rejony/:id{[0-9]{1,15}}/nazwa', async (c) => {
    const session = c.get('session');
    const form = c.get('form');
    const areaId = Number(c.req.param('id'));
    const problems = await apply(session, { areaId, change: { kind: 'rename', name: form.nazwa ?? '' } });
    if (problems === null) return c.redirect(`${paths.admin.area(areaId)}?zapisano=1`, 303);
    return c.html(await renderArea({ session, areaId, form, problems, isDone: false }), 422);
  });

  app.get('/miejsca/rejony/:id{[0-9]{1,15}}/usun', async (c) => {
    const session = c.get('session');
    keeperOf(session);
    return c.html(await renderDeletion(session, Number(c.req.param('id'))));
  });

  app.post('/miejsca/rejony/:id{[0-9]{1,15}}/usun', async (c) => {
    const session = c.get('session');
    const areaId = Number(c.req.param('id'));
    const problems = await apply(session, { areaId, change: { kind: 'delete' } });
    if (problems === null) return c.redirect(`${paths.admin.areas}?usunieto=1`, 303);
    return c.html(await renderArea({ session, areaId, form: {}, problems, isDone: false }), 422);
  });

  /** Null: done; else what is wrong, by field. */
  async function apply(
    session: Session,
    given: { readonly areaId: number; readonly change: AreaChange },
  ): Promise<Problems | null> {
    const answer = await changeArea(admin.deps, { ...keeperOf(session), ...given });
    if (answer.ok) return null;
    const { kind } = given.change;
    const field =
      kind === 'delete'
        ? 'usun'
        : kind === 'rename'
          ? 'nazwa'
          : answer.problem === 'numbers'
            ? 'do'
            : 'miejscowosc';
    return { [field]: words[answer.problem] };
  }

  function readMember(
    form: Form,
  ):
    | { readonly ok: true; readonly member: AreaMember }
    | { readonly ok: false; readonly problems: Problems } {
    const from = readNumber(form.od);
    const to = readNumber(form.do);
    const wrong = 'Wpisz liczbę od 1 do 9999, bez litery.';
    const problems: Problems = {
      ...(from === undefined ? { od: wrong } : {}),
      ...(to === undefined ? { do: wrong } : {}),
    };
    const reading = readPlaceFields(admin.deps.office(), form);
    if (!reading.ok || from === undefined || to === undefined) {
      return { ok: false, problems: { ...(reading.ok ? {} : reading.problems), ...problems } };
    }
    const parity = parities.find(({ value }) => value === form.strona)?.value ?? 'all';
    return { ok: true, member: { ...reading.place, from, to, parity } };
  }

  async function renderList(page: {
    readonly session: Session;
    readonly form: Form;
    readonly problems: Problems;
    readonly isDone: boolean;
  }): Promise<Html> {
    const { session, form, problems } = page;
    const areas = await listCountedAreas(admin.deps.db);
    return renderAdminPage(admin, {
      room: 'settings',
      session,
      title: 'Rejony',
      width: 'narrow',
      body: html`${renderProblemSummary(problems)}
${page.isDone ? renderNotice({ kind: 'good', body: 'Usunięto rejon. Nikt nie został wypisany.' }) : ''}
<p><a href="${paths.admin.places}">Miejsca</a></p>
<p>Rejon to miejscowości, ulice i numery domów pod jedną nazwą: sołectwo, okręg, kilka ulic bez prądu. Wysyłkę adresuje się do rejonu po nazwie.</p>
${renderTable({
  caption: 'Rejony',
  isCaptionHidden: true,
  columns: [
    {
      title: 'Rejon',
      isHeader: true,
      cell: ({ id, name }) => html`<a href="${paths.admin.area(id)}">${name}</a>`,
    },
    { title: 'Miejsca', align: 'end', cell: ({ members }) => formatCount(members) },
    {
      title: 'Zapisani',
      align: 'end',
      cell: (area) => (area.people === null ? 'liczymy' : formatCount(area.people)),
    },
  ],
  rows: areas,
  empty: 'Nie ma jeszcze żadnego.',
})}
${areas.length === 0 ? '' : html`<p class="hint">${wordCounting(areas)}</p>`}
<h2>Nowy rejon</h2>
<form method="post" action="${paths.admin.areas}" novalidate>
${renderFormToken(session)}
${renderField({ name: 'nazwa', label: 'Nazwa', hint: 'Na przykład „Sołectwo Skórzewo”', value: form.nazwa, problem: problems.nazwa, maxlength: 60 })}
<div class="buttons"><button>Dodaj</button></div>
</form>`,
    });
  }

  async function renderArea(page: {
    readonly session: Session;
    readonly areaId: number;
    readonly form: Form;
    readonly problems: Problems;
    readonly isDone: boolean;
  }): Promise<Html> {
    const { session, areaId, form, problems } = page;
    const { db } = admin.deps;
    const area = await findArea(db, areaId);
    if (area === null) throw new ServiceError('not_found', 'no such area');
    const [members, subscribers] = await Promise.all([
      listAreaMembers(db, areaId),
      countAreaSubscribers(db, areaId),
    ]);
    return renderAdminPage(admin, {
      room: 'settings',
      session,
      title: area.name,
      width: 'narrow',
      body: html`${renderProblemSummary(problems)}
${page.isDone ? renderNotice({ kind: 'good', body: 'Zapisano.' }) : ''}
<p><a href="${paths.admin.areas}">Rejony</a></p>
<p class="lead">Zapisani w tym rejonie: ${formatPlural(subscribers, people)}</p>
${renderMembers({ session, areaId, members })}
<h2>Dodaj miejsce</h2>
<form method="post" action="${paths.admin.area(areaId)}" novalidate>
${renderFormToken(session)}
${renderPlaceFields({ form, problems, streetHint: 'Puste pole: cała miejscowość z jej częściami.' })}
${renderField({ name: 'od', label: 'Numery domów od', hint: 'Puste pola: wszystkie numery. Liczy się liczba na początku: 12a to 12.', value: form.od, problem: problems.od, inputmode: 'numeric', maxlength: 4, isShort: true })}
${renderField({ name: 'do', label: 'Numery domów do', value: form.do, problem: problems.do, inputmode: 'numeric', maxlength: 4, isShort: true })}
${renderRadios({ name: 'strona', legend: 'Które numery', value: form.strona ?? 'all', choices: parities })}
<div class="buttons"><button>Dodaj do rejonu</button></div>
</form>
<h2>Nazwa</h2>
<form method="post" action="${paths.admin.renameArea(areaId)}" novalidate>
${renderFormToken(session)}
${renderField({ name: 'nazwa', label: 'Nazwa rejonu', value: form.nazwa ?? area.name, problem: problems.nazwa, maxlength: 60 })}
<div class="buttons"><button class="second">Zmień nazwę</button></div>
</form>
<h2>Usuń rejon</h2>
<div id="usun">
${problems.usun === undefined ? '' : html`<p class="problem">${problems.usun}</p>`}
<p><a href="${paths.admin.deleteArea(areaId)}">Usuń ten rejon…</a></p>
</div>`,
    });
  }

  async function renderDeletion(session: Session, areaId: number): Promise<Html> {
    const { db } = admin.deps;
    const area = await findArea(db, areaId);
    if (area === null) throw new ServiceError('not_found', 'no such area');
    const subscribers = await countAreaSubscribers(db, areaId);
    return renderAdminPage(admin, {
      room: 'settings',
      session,
      title: `Usunąć rejon ${area.name}?`,
      width: 'narrow',
      body: html`<p>Mieszka w nim ${formatPlural(subscribers, people)} z zapisanych. Nikt nie zostanie wypisany, ale do tego rejonu nie da się już nic wysłać, a jego ulice i numery trzeba by wpisać od nowa.</p>
<form method="post" action="${paths.admin.deleteArea(areaId)}">
${renderFormToken(session)}
<div class="buttons"><button class="risky">Usuń rejon</button> <a href="${paths.admin.area(areaId)}">Nie usuwaj</a></div>
</form>`,
    });
  }

  function renderMembers(given: {
    readonly session: Session;
    readonly areaId: number;
    readonly members: readonly CountedMember[];
  }): Html {
    const office = admin.deps.office();
    return renderTable<CountedMember>({
      caption: 'Miejsca w tym rejonie',
      columns: [
        { title: 'Miejsce', isHeader: true, cell: (member) => namePlace(office, member) },
        { title: 'Numery', cell: wordNumbers },
        { title: 'Zapisani', align: 'end', cell: ({ subscribers }) => formatCount(subscribers) },
        {
          title: 'Czynność',
          cell: (member) =>
            html`<form method="post" action="${paths.admin.removeAreaMember(given.areaId, member.id)}">${renderFormToken(given.session)}<button class="plain" aria-label="Usuń z rejonu: ${namePlace(office, member)}, numery: ${wordNumbers(member)}">Usuń</button></form>`,
        },
      ],
      rows: given.members,
      empty: 'Rejon jest jeszcze pusty: wysyłka do niego nie trafi do nikogo.',
    });
  }
}

/** The oldest of the figures tells how old all are. */
function wordCounting(areas: readonly { readonly countedAt: Date | null }[]): string {
  const dates = areas
    .flatMap(({ countedAt }) => countedAt ?? [])
    .toSorted((a, b) => a.getTime() - b.getTime());
  const [oldest] = dates;
  const often = 'Zapisanych liczymy co 10 minut; na stronie rejonu widać ich na bieżąco.';
  return oldest === undefined ? often : `${often} Stan z ${formatDateTime(oldest)}.`;
}

const parities: readonly { readonly value: Parity; readonly label: string }[] = [
  { value: 'all', label: 'Wszystkie' },
  { value: 'odd', label: 'Tylko nieparzyste (1, 3, 5…)' },
  { value: 'even', label: 'Tylko parzyste (2, 4, 6…)' },
];

/** "od 1 do 19, nieparzyste". */
function wordNumbers({ from, to, parity, symUl }: AreaMember): string {
  const range = [from === null ? '' : `od ${from}`, to === null ? '' : `do ${to}`].filter(Boolean).join(' ');
  const side = { all: '', odd: 'nieparzyste', even: 'parzyste' }[parity];
  const said = [range, side].filter(Boolean).join(', ');
  if (said === '') return 'wszystkie';
  return symUl === null ? `${said} (domy bez ulicy)` : said;
}

/** Null: left empty; undefined: no number of a house. */
function readNumber(text: string | undefined): number | null | undefined {
  const typed = (text ?? '').trim();
  if (typed === '') return null;
  return /^[1-9]\d{0,3}$/.test(typed) ? Number(typed) : undefined;
}
