import type { Context, Hono } from 'hono';
import { html } from 'hono/html';
import { listLocalities, listStreetsOf } from '#db/places.ts';
import { wordings } from '#domain/consent.ts';
import type { Msisdn } from '#domain/msisdn.ts';
import { displayStreet, type Locality } from '#domain/places.ts';
import { hasProblems } from '#html/forms.ts';
import { renderNotice } from '#html/layout.ts';
import { paths } from '#html/paths.ts';
import { confirmSubscription } from '#services/confirm-subscription.ts';
import { startSubscription } from '#services/start-subscription.ts';
import { mountCodePages } from './code.ts';
import { consumeLimit, readForm, renderWait, type WebContext } from './context.ts';
import {
  findHouseProblem,
  type JoinAnswers,
  type Read,
  readAnswers,
  readLocality,
  readNumber,
  readStreet,
  type StreetAndHouse,
} from './join-answers.ts';
import { renderAddressPage, renderConsentPage, renderJoinedPage, renderWherePage } from './join-pages.ts';

const nothing: JoinAnswers = { number: '', locality: '', street: '', house: '', categories: [] };

/** Joining: number and locality → street → categories and consent → code → done. */
export function mountJoin(app: Hono, web: WebContext): void {
  app.get(paths.joinForm, async (c) => {
    return c.html(renderWherePage(web, { answers: nothing, localities: await listOwnLocalities(web) }));
  });
  app.post(paths.joinForm, async (c) => {
    const form = await readForm(c);
    return advance(web, c, { step: form.get('krok'), answers: readAnswers(form) });
  });
  app.get(paths.joinDone, (c) => c.html(renderJoinedPage(web)));
  mountCodePages(app, web, {
    act: 'join',
    title: 'Wpisz kod, żeby potwierdzić zapis',
    button: 'Potwierdź zapis',
    sent: 'Na podany numer wysyłamy SMS z kodem.',
    word: 'ZAPISZ',
    formPath: paths.joinForm,
    codePath: paths.joinCode,
    newCodePath: paths.newJoinCode,
    donePath: paths.joinDone,
    confirm: (request) => confirmSubscription(web.deps, request),
  });
}

/** The first step that still lacks something, or the code. */
async function advance(
  web: WebContext,
  c: Context,
  given: { readonly step: string; readonly answers: JoinAnswers },
): Promise<Response> {
  const { step, answers } = given;
  const { places } = web.deps.office();
  const number = readNumber(answers);
  const locality = readLocality(answers, places);
  if (!number.ok || !locality.ok || step === 'popraw') {
    const isEditing = step === 'popraw';
    const localities = await listOwnLocalities(web);
    if (isEditing) return c.html(renderWherePage(web, { answers, localities }));
    const problems = { numer: problemOf(number), miejscowosc: problemOf(locality) };
    return c.html(renderWherePage(web, { answers, localities, problems, choices: choicesOf(locality) }), 422);
  }
  const found = readStreet(answers, { places, sym: locality.value.sym });
  const house = found.ok ? found.value.house : answers.house;
  const problems = { ulica: problemOf(found), dom: findHouseProblem(house) };
  if (!found.ok || step === '1' || hasProblems(problems)) {
    const streets = await listStreetsOf(web.deps.db, locality.value.sym);
    const address = {
      answers: { ...answers, locality: locality.value.sym },
      locality: locality.value,
      streets,
    };
    if (step === '1') return c.html(renderAddressPage(web, address));
    return c.html(renderAddressPage(web, { ...address, problems, choices: choicesOf(found) }), 422);
  }
  return finish(web, c, {
    step,
    answers,
    msisdn: number.value,
    locality: locality.value,
    address: found.value,
  });
}

async function finish(
  web: WebContext,
  c: Context,
  join: {
    readonly step: string;
    readonly answers: JoinAnswers;
    readonly msisdn: Msisdn;
    readonly locality: Locality;
    readonly address: StreetAndHouse;
  },
): Promise<Response> {
  const { locality, msisdn } = join;
  const { street, house } = join.address;
  const answers = { ...join.answers, locality: locality.sym, house };
  const categories = web.deps.office().categories.filter((category) => category.isActive);
  const place = [locality.name, street === null ? '' : displayStreet(street)]
    .filter((part) => part !== '')
    .join(', ');
  const page = { answers, place: house === '' ? place : `${place} ${house}`, categories };
  if (join.step !== '3') return c.html(renderConsentPage(web, page));

  const wait = await consumeLimit(web, c, 'codes');
  if (wait > 0) {
    const notice = renderWait(web, { seconds: wait, reason: 'network', word: 'ZAPISZ' });
    return c.html(renderConsentPage(web, { ...page, notice }), 429);
  }
  const known = new Set(categories.map((category) => category.key));
  const answer = await startSubscription(web.deps, {
    msisdn,
    // A street of a part or a district lies in the whole.
    addresses: [{ sym: street?.sym ?? locality.sym, symUl: street?.symUl, houseNumber: house }],
    // A category the office has just closed is no reason to refuse the rest.
    categories: answers.categories.filter((key) => known.has(key)),
    door: 'form',
    wording: wordings.formJoin,
  });
  if (answer.ok) return c.redirect(paths.joinCode(answer.id), 303);
  if (answer.problem.kind === 'too_many') {
    const seconds = answer.problem.retryAfterSeconds;
    const notice = renderWait(web, { seconds, reason: 'number', word: 'ZAPISZ' });
    return c.html(renderConsentPage(web, { ...page, notice }), 429);
  }
  const body = html`<p>Adresu nie udało się przyjąć. Popraw go i spróbuj jeszcze raz.</p>`;
  return c.html(renderConsentPage(web, { ...page, notice: renderNotice({ kind: 'danger', body }) }), 422);
}

function listOwnLocalities(web: WebContext): Promise<readonly Locality[]> {
  return listLocalities(web.deps.db, web.deps.office().settings.tercs);
}

function problemOf(read: Read<unknown, unknown>): string | undefined {
  return read.ok ? undefined : read.problem;
}

function choicesOf<Choice>(read: Read<unknown, Choice>): readonly Choice[] {
  return read.ok ? [] : read.choices;
}
