// An address of one's own: typed or picked, understood as everywhere, several alike offered to pick from.
import type { Context, Hono } from 'hono';
import { html } from 'hono/html';
import { listLocalities } from '#db/places.ts';
import type { StoredAddress } from '#db/subscribers.ts';
import {
  displayLocality,
  displayStreet,
  type Locality,
  type PlaceIndex,
  type Street,
} from '#domain/places.ts';
import { type Choice, renderField, renderRadios } from '#html/forms.ts';
import type { Html } from '#html/layout.ts';
import { paths } from '#html/paths.ts';
import { type AddressChanged, addMyAddress, removeMyAddress } from '#services/change-mine.ts';
import type { MySession } from '#services/mine-session.ts';
import type { Form, WebContext } from './context.ts';
import { renderProblems } from './fields.ts';
import { findMySession, nameAddress, readMyForm, renderMyPage, renderMyToken } from './mine-frame.ts';
import { mainForm, openVisit, switchLanguage, type Visit } from './visit.ts';

type Answers = {
  readonly locality: string;
  readonly street: string;
  readonly house: string;
  /** The address to be replaced, as `addressValue` writes it; '' = none. */
  readonly instead: string;
};

type Trouble = {
  readonly field: 'miejscowosc' | 'ulica' | 'dom';
  readonly problem: string;
  readonly choices?: readonly Choice[];
};

type Read = { readonly sym: string; readonly symUl: string | null; readonly house: string } | Trouble;

export function mountMyAddress(app: Hono, web: WebContext): void {
  app.get(paths.myAddress, async (c) => {
    const session = await findMySession(web, c);
    if (session === null) return c.redirect(`${paths.mine}?koniec`, 303);
    const instead = (c.req.query('zamiast') ?? '').slice(0, 60);
    const answers = { locality: '', street: '', house: '', instead };
    return c.html(await renderAddressPage(openVisit(web, c), { session, answers }));
  });

  app.post(paths.myAddress, async (c) => {
    const found = await readMyForm(web, c);
    if (found === null) return c.redirect(`${paths.mine}?koniec`, 303);
    return saveAddress(openVisit(web, c), c, found);
  });

  app.post(paths.removeMyAddress, async (c) => {
    const found = await readMyForm(web, c);
    if (found === null) return c.redirect(`${paths.mine}?koniec`, 303);
    const address = parseAddressValue(found.form.get('adres'));
    if (address === undefined) return c.redirect(paths.mine, 303);
    const answer = await removeMyAddress(web.deps, { phoneId: found.session.phoneId, address });
    return c.redirect(`${paths.mine}?zapisano=${answer.ok ? 'adres' : 'ostatni-adres'}`, 303);
  });
}

async function saveAddress(
  visit: Visit,
  c: Context,
  { session, form }: { readonly session: MySession; readonly form: Form },
): Promise<Response> {
  const { deps } = visit.web;
  const answers: Answers = {
    locality: form.get('miejscowosc').slice(0, 100),
    street: form.get('ulica').slice(0, 100),
    house: form.get('dom').slice(0, 30),
    instead: form.get('zamiast').slice(0, 60),
  };
  const switched = switchLanguage(visit, c, form.get('jezyk'));
  if (switched !== null) return c.html(await renderAddressPage(switched, { session, answers }));
  const read = readAddress(visit, answers);
  if ('problem' in read)
    return c.html(await renderAddressPage(visit, { session, answers, trouble: read }), 422);
  const answer = await addMyAddress(deps, {
    phoneId: session.phoneId,
    address: { sym: read.sym, symUl: read.symUl, houseNumber: read.house },
    instead: parseAddressValue(answers.instead),
  });
  if (answer.ok) return c.redirect(`${paths.mine}?zapisano=adres`, 303);
  const trouble = wordProblem(visit, answer);
  return c.html(await renderAddressPage(visit, { session, answers, trouble }), 422);
}

function wordProblem(visit: Visit, { problem }: Extract<AddressChanged, { ok: false }>): Trouble {
  const { join, mine } = visit.words;
  switch (problem.kind) {
    case 'bad_house_number':
      return { field: 'dom', problem: join.houseProblem };
    case 'too_many_addresses':
      return { field: 'miejscowosc', problem: mine.address.tooMany(problem.most) };
    case 'unknown_street':
    case 'vanished_place':
      return { field: 'ulica', problem: mine.address.unknownStreet };
    case 'unknown_locality':
    case 'no_address':
    case 'unknown_category':
    case 'last_address':
      return { field: 'miejscowosc', problem: mine.address.ownLocality };
    default:
      return problem satisfies never;
  }
}

/** What the person meant, or what to ask: never a guess. */
function readAddress(visit: Visit, answers: Answers): Read {
  const { places } = visit.web.deps.office();
  const words = visit.words.mine.address;
  const locality = readLocality(visit, { text: answers.locality, places });
  if ('problem' in locality) return locality;
  const { sym } = locality;
  if (answers.street === '' || !places.hasStreets(sym)) return { sym, symUl: null, house: answers.house };
  const bySym = places.findStreet(sym, answers.street);
  if (bySym !== null) return { sym, symUl: bySym.symUl, house: answers.house };
  const found = places.findStreets(sym, answers.street);
  const field = 'ulica';
  switch (found.kind) {
    case 'match': {
      if (found.confidence !== 'exact')
        return { field, problem: words.confirmStreet, choices: [streetChoice(found.place)] };
      const house = answers.house === '' ? (found.houseNumber ?? '') : answers.house;
      return { sym, symUl: found.place.symUl, house };
    }
    case 'choices':
      return { field, problem: words.chooseStreet, choices: found.places.map(streetChoice) };
    case 'none':
      return {
        field,
        problem: words.noStreet,
        choices: found.nearest.map(streetChoice),
      };
    default:
      return found satisfies never;
  }
}

function readLocality(
  visit: Visit,
  { text, places }: { readonly text: string; readonly places: PlaceIndex },
): Locality | Trouble {
  const words = visit.words.mine.address;
  const field = 'miejscowosc';
  if (text === '') return { field, problem: visit.words.join.localityProblems.empty() };
  const bySym = places.findLocality(text);
  if (bySym !== null && !places.isFormer(text, null)) return bySym;
  const found = places.findLocalities(bySym?.name ?? text);
  switch (found.kind) {
    case 'match':
      if (found.confidence === 'exact' && bySym === null) return found.place;
      return { field, problem: words.confirmLocality, choices: [localityChoice(found.place)] };
    case 'choices':
      return { field, problem: words.chooseLocality, choices: found.places.map(localityChoice) };
    case 'none':
      return {
        field,
        problem: words.noLocality,
        choices: found.nearest.map(localityChoice),
      };
    default:
      return found satisfies never;
  }
}

function localityChoice(place: Locality): Choice {
  return { value: place.sym, label: displayLocality(place) };
}

function streetChoice(street: Street): Choice {
  return { value: street.symUl, label: displayStreet(street) };
}

async function renderAddressPage(
  visit: Visit,
  page: { readonly session: MySession; readonly answers: Answers; readonly trouble?: Trouble },
): Promise<Html> {
  const { session, answers, trouble } = page;
  const { join, mine } = visit.words;
  const replaced = parseAddressValue(answers.instead);
  return renderMyPage(visit, {
    session,
    title: replaced === undefined ? mine.addAddress : mine.changeAddress,
    formAction: paths.myAddress,
    hasProblems: trouble !== undefined,
    body: html`${trouble === undefined ? '' : renderProblems(visit, { [trouble.field]: trouble.problem })}
${replaced === undefined ? '' : html`<p>${mine.address.instead}: <strong lang="pl">${nameAddress(visit, replaced)}</strong></p>`}
<form id="${mainForm}" method="post" action="${paths.myAddress}" novalidate>
${renderMyToken(session)}<input type="hidden" name="zamiast" value="${answers.instead}">
${await renderLocality(visit, { answers, trouble })}
${renderStreet(visit, { answers, trouble })}
${renderField({
  name: 'dom',
  label: join.house,
  hint: join.houseHint,
  value: answers.house,
  problem: trouble?.field === 'dom' ? trouble.problem : undefined,
  maxlength: 12,
  isShort: true,
})}
<div class="buttons"><button>${mine.address.save}</button></div>
</form>`,
  });
}

type Asked = { readonly answers: Answers; readonly trouble: Trouble | undefined };

/** A pick where there is something to pick from; a field otherwise, with the office's localities offered while typing. */
async function renderLocality(visit: Visit, { answers, trouble }: Asked): Promise<Html> {
  const { deps } = visit.web;
  const { join, mine } = visit.words;
  const name = 'miejscowosc';
  const own = trouble?.field === name ? trouble : undefined;
  const common = { name, value: answers.locality, problem: own?.problem };
  if (own?.choices !== undefined && own.choices.length > 0)
    return renderRadios({ ...common, legend: join.locality, choices: own.choices });
  const localities = await listLocalities(deps.db, deps.office().settings.tercs);
  const picked = deps.office().places.findLocality(answers.locality);
  // Picked among namesakes: its name alone would be asked about again.
  if (picked !== null && own === undefined) {
    const again = `${paths.myAddress}?zamiast=${encodeURIComponent(answers.instead)}`;
    return html`<input type="hidden" name="${name}" value="${picked.sym}">
<p>${join.locality}: <strong lang="pl">${displayLocality(picked)}</strong> <a href="${again}">${mine.address.another}</a></p>`;
  }
  return html`${renderField({ ...common, label: join.locality, maxlength: 80, isRequired: true, extra: html`list="miejscowosci"` })}
<datalist id="miejscowosci">${[...new Set(localities.slice(0, 300).map((place) => place.name))].map((place) => html`<option value="${place}"></option>`)}</datalist>`;
}

function renderStreet(visit: Visit, { answers, trouble }: Asked): Html {
  const { join, mine } = visit.words;
  const name = 'ulica';
  const own = trouble?.field === name ? trouble : undefined;
  const problem = own?.problem;
  if (own?.choices !== undefined && own.choices.length > 0) {
    const whole = { value: '', label: join.wholeLocality };
    return renderRadios({
      name,
      legend: join.street,
      choices: [...own.choices, whole],
      value: undefined,
      problem,
    });
  }
  const known = visit.web.deps.office().places.findStreet(answers.locality, answers.street);
  return renderField({
    name,
    label: join.street,
    hint: mine.address.streetHint,
    value: known === null ? answers.street : displayStreet(known),
    problem,
    maxlength: 80,
  });
}

/** An address as a form carries it; ids of the register hold no dots. */
export function addressValue({ sym, symUl, houseNumber }: StoredAddress): string {
  return [sym, symUl ?? '', houseNumber ?? ''].join('.');
}

function parseAddressValue(value: string): StoredAddress | undefined {
  const match = /^(\d{1,10})\.(\d{0,10})\.([0-9A-Za-z/-]{0,12})$/.exec(value);
  if (match === null) return undefined;
  const [, sym = '', symUl = '', houseNumber = ''] = match;
  return { sym, symUl: symUl === '' ? null : symUl, houseNumber: houseNumber === '' ? null : houseNumber };
}
