// Places that a newer edition no longer has but people live at: where do they belong now? A human says.
import type { Hono } from 'hono';
import { html } from 'hono/html';
import { listPlaceOrphans, type PlaceOrphan } from '#db/place-orphans.ts';
import { displayLocality, displayStreet } from '#domain/places.ts';
import { formatCount, formatDay } from '#html/format.ts';
import { type Problems, renderCheckbox, renderProblemSummary } from '#html/forms.ts';
import { type Html, renderNotice } from '#html/layout.ts';
import { paths } from '#html/paths.ts';
import { renderTable } from '#html/tables.ts';
import { ServiceError } from '#services/errors.ts';
import { leavePlaceOrphan } from '#services/leave-place-orphan.ts';
import type { Session } from '#services/open-session.ts';
import { settlePlaceOrphan } from '#services/settle-place-orphan.ts';
import { renderAdminPage, renderFormToken } from './frame.ts';
import { keeperOf } from './place-access.ts';
import { type NamedPlace, readPlaceFields, renderPlaceFields } from './place-form.ts';
import type { AdminContext, AdminEnv, Form } from './session.ts';

const bases: Readonly<Record<NonNullable<PlaceOrphan['basis']>, string>> = {
  same_name: 'ma tę samą nazwę',
  parent: 'zniknęło jako część tej miejscowości',
  same_name_nearby: 'jedyne takie w powiecie',
  same_street_in_city: 'ta sama ulica w mieście',
  alike_name: 'podobna nazwa',
};

export function mountPlaceOrphans(app: Hono<AdminEnv>, admin: AdminContext): void {
  app.get('/miejsca/znikle/:id{[0-9]{1,15}}', async (c) => {
    const session = c.get('session');
    keeperOf(session);
    const orphan = await findOrphan(Number(c.req.param('id')));
    return c.html(render({ session, orphan, form: {}, problems: {} }));
  });

  app.post('/miejsca/znikle/:id{[0-9]{1,15}}', async (c) => {
    const session = c.get('session');
    const keeper = keeperOf(session);
    const form = c.get('form');
    const orphan = await findOrphan(Number(c.req.param('id')));
    const proposed = proposalOf(orphan);
    const reading =
      form.wybor === 'propozycja' && proposed !== null
        ? { ok: true as const, place: proposed }
        : readPlaceFields(admin.deps.office(), form);
    if (!reading.ok) return c.html(render({ session, orphan, form, problems: reading.problems }), 422);
    const problem = await settle({ orphan, successor: reading.place, form, keeper });
    if (problem !== null) {
      const isLoss = problem === streetsLost;
      const field = form.wybor === 'propozycja' ? 'propozycja' : 'miejscowosc';
      return c.html(render({ session, orphan, form, problems: { [field]: problem }, isLoss }), 422);
    }
    return c.redirect(`${paths.admin.places}?stan=przeniesiono`, 303);
  });

  app.post('/miejsca/znikle/:id{[0-9]{1,15}}/zostaw', async (c) => {
    const orphanId = Number(c.req.param('id'));
    await leavePlaceOrphan(admin.deps, { ...keeperOf(c.get('session')), orphanId });
    return c.redirect(`${paths.admin.places}?stan=zostawiono`, 303);
  });

  async function findOrphan(id: number): Promise<PlaceOrphan> {
    const found = (await listPlaceOrphans(admin.deps.db)).find((orphan) => orphan.id === id);
    if (found === undefined) throw new ServiceError('not_found', 'this orphan has been settled already');
    return found;
  }

  /** What kept the people from being moved; null when they were. */
  async function settle(given: {
    readonly orphan: PlaceOrphan;
    readonly successor: NamedPlace;
    readonly form: Form;
    readonly keeper: ReturnType<typeof keeperOf>;
  }): Promise<string | null> {
    const { orphan, successor, form, keeper } = given;
    try {
      await settlePlaceOrphan(admin.deps, {
        ...keeper,
        orphanId: orphan.id,
        successor,
        unmatchedStreets: form.bezUlic === '1' ? 'leave_out' : 'refuse',
      });
      return null;
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      if (error.code === 'invalid') return 'Tego miejsca nie ma w rejestrze. Wybierz inne.';
      if (error.code === 'conflict') return streetsLost;
      throw error;
    }
  }

  function render(page: {
    readonly session: Session;
    readonly orphan: PlaceOrphan;
    readonly form: Form;
    readonly problems: Problems;
    readonly isLoss?: boolean;
  }): Html {
    const { session, orphan, form, problems } = page;
    const name = nameOrphan(orphan);
    const proposed = nameProposal(orphan);
    const isProposal = form.wybor === 'propozycja';
    const keepOut = page.isLoss
      ? renderCheckbox({
          name: 'bezUlic',
          label: 'Przenieś mimo to; tym osobom zostanie sama miejscowość, bez ulicy',
          isChecked: false,
        })
      : '';
    return renderAdminPage(admin, {
      room: 'settings',
      session,
      title: name,
      width: 'narrow',
      body: html`${renderProblemSummary(problems)}
<p><a href="${paths.admin.places}">Miejsca</a></p>
<p>Tego miejsca nie ma już w rejestrze. Zapisane tu adresy: ${formatCount(orphan.addresses)}. Dokąd je przenieść?</p>
${
  proposed === null
    ? html`<p>Rejestr nie podpowiada następcy.</p>`
    : html`<h2>Propozycja: ${proposed}</h2>
<p>${orphan.basis === null ? '' : `Powód: ${bases[orphan.basis]}.`}</p>
<form method="post" action="${paths.admin.placeOrphan(orphan.id)}">
${renderFormToken(session)}<input type="hidden" name="wybor" value="propozycja">
${isProposal ? html`<div id="propozycja">${problems.propozycja === undefined ? '' : html`<p class="problem">${problems.propozycja}</p>`}${keepOut}</div>` : ''}
<div class="buttons"><button>Przenieś tam</button></div>
</form>`
}
<h2>Inne miejsce</h2>
<form method="post" action="${paths.admin.placeOrphan(orphan.id)}" novalidate>
${renderFormToken(session)}
${renderPlaceFields({
  form,
  problems,
  streetHint:
    orphan.symUl === null
      ? 'Puste pole: cała miejscowość; ulice przechodzą razem z ludźmi tam, gdzie są takie same.'
      : 'Puste pole: cała miejscowość, bez ulicy.',
})}
${isProposal ? '' : keepOut}
<div class="buttons"><button class="second">Przenieś tutaj</button></div>
</form>
<h2>Bez zmian</h2>
<form method="post" action="${paths.admin.leavePlaceOrphan(orphan.id)}">
${renderFormToken(session)}
<p>Ludzie zostają przy dawnym adresie i dostają wysyłki jak dotąd.</p>
<div class="buttons"><button class="second">Zostaw</button></div>
</form>`,
    });
  }
}

const streetsLost =
  'Części ulic, przy których ktoś jest zapisany, nie ma w tym miejscu. Zaznacz zgodę niżej albo wybierz inne miejsce.';

/** The list for the page of places; nothing when nothing has vanished. */
export function renderOrphanList(orphans: readonly PlaceOrphan[]): Html {
  if (orphans.length === 0) return html``;
  const waiting = orphans.filter(({ leftAt }) => leftAt === null).length;
  return html`<h2>Miejsca, które zniknęły z rejestru</h2>
${waiting === 0 ? '' : renderNotice({ kind: 'warning', body: `Do rozstrzygnięcia: ${waiting}. Do tego czasu ludzie są zapisani pod dawnym adresem i dostają wysyłki jak dotąd.` })}
${renderTable<PlaceOrphan>({
  caption: 'Miejsca, które zniknęły z rejestru',
  isCaptionHidden: true,
  columns: [
    { title: 'Miejsce', isHeader: true, cell: nameOrphan },
    { title: 'Adresy', align: 'end', cell: ({ addresses }) => formatCount(addresses) },
    { title: 'Propozycja', cell: (orphan) => nameProposal(orphan) ?? 'brak' },
    { title: 'Od', isWhole: true, cell: ({ since }) => formatDay(since) },
    {
      title: 'Decyzja',
      cell: (orphan) =>
        html`${orphan.leftAt === null ? '' : 'zostawiono · '}<a href="${paths.admin.placeOrphan(orphan.id)}" aria-label="Rozstrzygnij: ${nameOrphan(orphan)}">Rozstrzygnij</a>`,
    },
  ],
  rows: orphans,
  empty: '',
})}`;
}

function nameOrphan(orphan: PlaceOrphan): string {
  const locality = displayLocality({ name: orphan.locality, kind: orphan.kind });
  const street = streetOf(orphan.cecha, orphan.nazwa1, orphan.nazwa2);
  if (orphan.symUl === null) return locality;
  return `${locality}, ${street ?? `ulica ${orphan.symUl}`}`;
}

function nameProposal(orphan: PlaceOrphan): string | null {
  if (orphan.successorLocality === null) return null;
  const street = streetOf(orphan.successorCecha, orphan.successorNazwa1, orphan.successorNazwa2);
  return [orphan.successorLocality, street].filter(Boolean).join(', ');
}

function proposalOf({ successorSym, successorSymUl }: PlaceOrphan): NamedPlace | null {
  return successorSym === null ? null : { sym: successorSym, symUl: successorSymUl };
}

function streetOf(cecha: string | null, nazwa1: string | null, nazwa2: string | null): string | null {
  return nazwa1 === null ? null : displayStreet({ cecha: cecha ?? '', nazwa1, nazwa2: nazwa2 ?? '' });
}
