import type { Context, Hono } from 'hono';
import { html } from 'hono/html';
import { listLocalities, listStreetsOf } from '#db/places.ts';
import { wordingOf } from '#domain/clauses.ts';
import { type Msisdn, parseMsisdn } from '#domain/msisdn.ts';
import { displayStreet, type Locality } from '#domain/places.ts';
import { type Html, renderNotice } from '#html/layout.ts';
import { paths } from '#html/paths.ts';
import { confirmSubscription } from '#services/confirm-subscription.ts';
import { isCodeProblem } from '#services/form-code.ts';
import { startSubscription } from '#services/start-subscription.ts';
import { mountCodePages } from './code.ts';
import { type Form, readForm, type WebContext } from './context.ts';
import { findAnswersOf } from './join-again.ts';
import {
  isHouseRight,
  type JoinAnswers,
  noAnswers,
  type PlaceProblem,
  type Read,
  readAnswers,
  readLocality,
  readStreet,
  type StreetAndHouse,
} from './join-answers.ts';
import { renderAddressPage, renderConsentPage, renderJoinedPage, renderWherePage } from './join-pages.ts';
import { answerCodeProblem, visitorOf } from './proof.ts';
import { openVisit, switchLanguage, type Visit } from './visit.ts';

/** Joining: number and locality → street → categories and consent → code → done. */
export function mountJoin(app: Hono, web: WebContext): void {
  app.get(paths.joinForm, async (c) => {
    const visit = openVisit(web, c);
    const kept = await findAnswersOf(web, c.req.query('prosba') ?? '');
    const notice = kept === null ? undefined : visit.words.join.again;
    const localities = await listOwnLocalities(web);
    return c.html(renderWherePage(visit, { answers: kept ?? noAnswers, localities, notice }));
  });
  app.post(paths.joinForm, async (c) => {
    const form = await readForm(c);
    const visit = openVisit(web, c);
    const switched = switchLanguage(visit, c, form.get('jezyk'));
    const given = {
      step: form.get('krok'),
      answers: readAnswers(form),
      clause: form.get('klauzula'),
      form,
    };
    // Another language shows the same step again, and finds no fault with what is not filled in yet.
    if (switched !== null) return showStep(switched, c, given);
    return advance(visit, c, given);
  });
  app.get(paths.joinDone, (c) => c.html(renderJoinedPage(openVisit(web, c))));
  mountCodePages(app, web, {
    act: 'join',
    describe: (visit, id) => ({
      act: 'join',
      title: visit.words.code.joinTitle,
      sent: visit.words.code.joinSent,
      button: visit.words.code.joinButton,
      path: paths.joinCode(id),
      newCodePath: paths.newJoinCode(id),
      startPath: paths.joinAgain(id),
      word: 'ZAPISZ',
    }),
    codePath: paths.joinCode,
    newCodePath: paths.newJoinCode,
    donePath: paths.joinDone,
    confirm: (request) => confirmSubscription(web.deps, request),
  });
}

type Given = {
  readonly step: string;
  readonly answers: JoinAnswers;
  readonly clause: string;
  /** All of it as it came, in case it has to come again. */
  readonly form: Form;
};

/** The step that the person is at, as it was. */
async function showStep(visit: Visit, c: Context, given: Given): Promise<Response> {
  const { web } = visit;
  const { step, answers } = given;
  const locality = readLocality(answers, web.deps.office().places);
  if ((step === '2' || step === '3') && locality.ok) {
    const street = readStreet(answers, { places: web.deps.office().places, sym: locality.value.sym });
    if (step === '3' && street.ok) {
      const address = { locality: locality.value, address: street.value };
      return c.html(renderConsentPage(visit, describeJoin(web, { answers, ...address })));
    }
    const streets = await listStreetsOf(web.deps.db, locality.value.sym);
    return c.html(renderAddressPage(visit, { answers, locality: locality.value, streets }));
  }
  return c.html(renderWherePage(visit, { answers, localities: await listOwnLocalities(web) }));
}

/** The first step that still lacks something, or the code. */
async function advance(visit: Visit, c: Context, given: Given): Promise<Response> {
  const { step, answers } = given;
  const { web } = visit;
  const { places } = web.deps.office();
  const number = parseMsisdn(answers.number);
  const locality = readLocality(answers, places);
  if (!number.ok || !locality.ok || step === 'popraw') {
    const localities = await listOwnLocalities(web);
    if (step === 'popraw') return c.html(renderWherePage(visit, { answers, localities }));
    const problems = {
      number: number.ok ? undefined : number.problem,
      locality: problemOf(locality),
    };
    const choices = choicesOf(locality);
    return c.html(renderWherePage(visit, { answers, localities, problems, choices }), 422);
  }
  const found = readStreet(answers, { places, sym: locality.value.sym });
  const isHouseWrong = !isHouseRight(found.ok ? found.value.house : answers.house);
  if (!found.ok || step === '1' || isHouseWrong) {
    const streets = await listStreetsOf(web.deps.db, locality.value.sym);
    const address = {
      answers: { ...answers, locality: locality.value.sym },
      locality: locality.value,
      streets,
    };
    if (step === '1') return c.html(renderAddressPage(visit, address));
    const problems = { street: problemOf(found), isHouseWrong };
    return c.html(renderAddressPage(visit, { ...address, problems, choices: choicesOf(found) }), 422);
  }
  return finish(visit, c, {
    ...given,
    msisdn: number.msisdn,
    locality: locality.value,
    address: found.value,
  });
}

type Join = Given & {
  readonly msisdn: Msisdn;
  readonly locality: Locality;
  readonly address: StreetAndHouse;
};

async function finish(visit: Visit, c: Context, join: Join): Promise<Response> {
  const { web, words } = visit;
  const { locality, msisdn } = join;
  const { street, house } = join.address;
  const page = describeJoin(web, join);
  if (join.step !== '3') return c.html(renderConsentPage(visit, page));

  const { clause } = web.deps.office();
  if (join.clause !== String(clause.version)) {
    const notice = renderNotice({ kind: 'danger', body: html`<p>${words.join.consentChanged}</p>` });
    return c.html(renderConsentPage(visit, { ...page, notice }), 409);
  }
  const known = new Set(page.categories.map((category) => category.key));
  const answer = await startSubscription(web.deps, {
    msisdn,
    visitor: visitorOf(web, c, join.form),
    // A street of a part or a district lies in the whole.
    addresses: [{ sym: street?.sym ?? locality.sym, symUl: street?.symUl, houseNumber: house }],
    // A category the office has just closed is no reason to refuse the rest.
    categories: page.answers.categories.filter((key) => known.has(key)),
    door: 'form',
    wording: wordingOf(clause, visit.language),
  });
  if (answer.ok) return c.redirect(paths.joinCode(answer.id), 303);
  const { problem } = answer;
  if (isCodeProblem(problem)) {
    const render = (notice: Html) => renderConsentPage(visit, { ...page, notice });
    const repeat = { action: paths.joinForm, form: join.form, word: 'ZAPISZ', render } as const;
    return answerCodeProblem(visit, c, { problem, repeat });
  }
  const notice = renderNotice({ kind: 'danger', body: html`<p>${words.join.refusedAddress}</p>` });
  return c.html(renderConsentPage(visit, { ...page, notice }), 422);
}

/** What the last step shows: the address in words and the categories that are open. */
function describeJoin(
  web: WebContext,
  join: { readonly answers: JoinAnswers; readonly locality: Locality; readonly address: StreetAndHouse },
) {
  const { street, house } = join.address;
  const place = [join.locality.name, street === null ? '' : displayStreet(street)]
    .filter((part) => part !== '')
    .join(', ');
  return {
    answers: { ...join.answers, locality: join.locality.sym, house },
    place: house === '' ? place : `${place} ${house}`,
    categories: web.deps.office().categories.filter((category) => category.isActive),
  };
}

function listOwnLocalities(web: WebContext): Promise<readonly Locality[]> {
  return listLocalities(web.deps.db, web.deps.office().settings.tercs);
}

function problemOf(read: Read<unknown, unknown>): PlaceProblem | undefined {
  return read.ok ? undefined : read.problem;
}

function choicesOf<Choice>(read: Read<unknown, Choice>): readonly Choice[] {
  return read.ok ? [] : read.choices;
}
