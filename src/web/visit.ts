// One visit of a public page: the language it is in, the office's frame around it, and the switch of languages, which
// keeps what was typed.
import type { Context } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import { html } from 'hono/html';
import { type Language, languages } from '#domain/clauses.ts';
import { type Html, renderNotice, renderPage } from '#html/layout.ts';
import { paths } from '#html/paths.ts';
import { officeNumber, type WebContext } from './context.ts';
import { en } from './words-en.ts';
import { pl, type SmsWord, type Words } from './words-pl.ts';
import { uk } from './words-uk.ts';

export type Visit = {
  readonly web: WebContext;
  readonly language: Language;
  readonly words: Words;
};

const wordsOf: Readonly<Record<Language, Words>> = { pl, uk, en };
const names: Readonly<Record<Language, string>> = { pl: 'Polski', uk: 'Українська', en: 'English' };
/** The field and the cookie in which a chosen language stands. */
const languageField = 'jezyk';

/** Starts the page in the language chosen before, else in the first of the browser's that we have. */
export function openVisit(web: WebContext, c: Context): Visit {
  const chosen = findLanguage(c.req.query(languageField));
  if (chosen !== undefined) keepLanguage(web, c, chosen);
  const language =
    chosen ??
    findLanguage(getCookie(c, languageField)) ??
    guessLanguage(c.req.header('accept-language') ?? '');
  c.header('vary', 'Accept-Encoding, Accept-Language, Cookie');
  return { web, language, words: wordsOf[language] };
}

/** The visit in another language when the form was sent by a button of the switch; else null. */
export function switchLanguage(visit: Visit, c: Context, wanted: string): Visit | null {
  const language = findLanguage(wanted);
  if (language === undefined) return null;
  keepLanguage(visit.web, c, language);
  return { ...visit, language, words: wordsOf[language] };
}

/**
 * The first of the header's languages, by its weights, that pages are in. English for a browser that wants none of
 * them; Polish for one that says nothing.
 */
export function guessLanguage(header: string): Language {
  const wanted = header
    .split(',')
    .map((part) => {
      const [tag = '', ...options] = part.trim().toLowerCase().split(';');
      const weight = Number(/^\s*q=([\d.]+)/.exec(options[0] ?? '')?.[1] ?? 1);
      return { tag: tag.split('-')[0] ?? '', weight };
    })
    .filter(({ tag, weight }) => /^[a-z]{2,3}$/.test(tag) && weight > 0)
    .sort((a, b) => b.weight - a.weight);
  if (wanted.length === 0) return 'pl';
  return wanted.map(({ tag }) => findLanguage(tag)).find((language) => language !== undefined) ?? 'en';
}

/** The id of the form whose fields the switch of languages takes along. */
export const mainForm = 'formularz';

/** A page for residents in the office's frame and the visit's language. */
export function renderVisitPage(
  visit: Visit,
  page: {
    readonly title: string;
    /** The h1, when the title says more. */
    readonly heading?: string;
    readonly body: Html;
    /** Where the page's main form goes, when it has one. */
    readonly formAction?: string;
    readonly hasProblems?: boolean;
    readonly scripts?: readonly string[];
    /** Wide where there is a table. */
    readonly width?: 'narrow' | 'wide';
  },
): Html {
  const { web, language, words } = visit;
  const { mode, settings, crest } = web.deps.office();
  const isMarked = page.hasProblems === true;
  return renderPage({
    title: page.title,
    ...(page.heading === undefined ? {} : { heading: page.heading }),
    body: page.body,
    ...(isMarked ? { titleMark: html`${words.errorMark}` } : {}),
    ...(page.scripts === undefined ? {} : { scripts: page.scripts }),
    ...(crest === null ? {} : { crest: renderCrest(crest) }),
    ...(settings.brandColour === '' ? {} : { sheets: [paths.colours(settings.brandColour.slice(1))] }),
    siteName: settings.officeName,
    siteHref: paths.home,
    language: { code: language, skip: words.skip },
    account: renderSwitch(visit, page.formAction),
    mode,
    width: page.width ?? 'narrow',
  });
}

/** Shown at 40 px of height; the office's name stands beside it, so it says nothing of its own. */
function renderCrest(crest: {
  readonly digest: string;
  readonly width: number;
  readonly height: number;
}): Html {
  const width = Math.max(1, Math.round((crest.width / crest.height) * 40));
  return html`<img class="crest" src="${paths.crest(crest.digest)}" alt="" width="${width}" height="40"> `;
}

/** Links on a page without a form; buttons of the form where there is one, so that nothing typed is lost. */
function renderSwitch(visit: Visit, formAction: string | undefined): Html {
  const others = languages.filter((language) => language !== visit.language);
  const items = others.map((language) =>
    formAction === undefined
      ? html`<li><a href="?${languageField}=${language}" lang="${language}" hreflang="${language}">${names[language]}</a></li>`
      : html`<li><button class="plain" form="${mainForm}" formaction="${formAction}" formnovalidate name="${languageField}" value="${language}" lang="${language}">${names[language]}</button></li>`,
  );
  // Enter in a field presses the form's first button in the page: it must not be one of the languages.
  const first =
    formAction === undefined
      ? ''
      : html`<button class="hidden-text" form="${mainForm}" tabindex="-1" aria-hidden="true">${visit.words.next}</button>`;
  return html`${first}<div class="languages" role="group" aria-label="${visit.words.language}"><ul>${items}</ul></div>`;
}

/** "an SMS ZAPISZ to …" as a link that fills the text in; plain words where there is no number. */
export function renderSmsWay(visit: Visit, word: SmsWord): Html {
  const number = officeNumber(visit.web);
  if (number === '') return visit.words.sms(word, null);
  const digits = number.replace(/\D/g, '');
  const dialled = digits.length === 9 ? `+48${digits}` : `+${digits}`;
  return visit.words.sms(word, html`<a class="nowrap" href="sms:${dialled}?body=${word}">${number}</a>`);
}

/** Too soon for another code to this number: how long to wait, and the way that always works. */
export function renderWait(visit: Visit, wait: { readonly seconds: number; readonly word: SmsWord }): Html {
  const { words } = visit;
  const sentence = words.wait(words.duration(wait.seconds), renderSmsWay(visit, wait.word));
  return renderNotice({ kind: 'danger', body: html`<p>${sentence}</p>` });
}

function findLanguage(text: string | undefined): Language | undefined {
  return languages.find((language) => language === text);
}

/** Until the browser is closed: a choice for this visit, nothing about the person. */
function keepLanguage(web: WebContext, c: Context, language: Language): void {
  const secure = web.publicOrigin?.startsWith('https:') === true;
  setCookie(c, languageField, language, { path: '/', httpOnly: true, sameSite: 'Lax', secure });
}
