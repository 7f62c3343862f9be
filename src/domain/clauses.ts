/** What a person agrees to at the web form: versioned, written by the office, kept for as long as the consents. */

export const languages = ['pl', 'uk', 'en'] as const;
export type Language = (typeof languages)[number];

export type Clause = {
  readonly version: number;
  /** Empty in a language = people who read in it are shown the Polish one. */
  readonly texts: Readonly<Record<Language, string>>;
};

/** The wording of the release, until the office writes its own. A changed sentence would need a new version. */
export const firstClause: Clause = {
  version: 1,
  texts: {
    pl: 'Wpisując kod z SMS-a, zgadzasz się na powiadomienia SMS pod tym numerem. Administratorem danych jest {administrator}. Numer, adres i wybór służą tylko do wysyłania powiadomień. Zgodę wycofasz w każdej chwili: SMS-em STOP na {numer} albo na stronie „Wypisz się”.',
    uk: 'Вводячи код із SMS, ви погоджуєтеся отримувати SMS-сповіщення на цей номер. Адміністратор даних: {administrator}. Номер, адреса й вибір потрібні лише для надсилання сповіщень. Згоду можна відкликати будь-коли: надішліть SMS STOP на {numer} або скористайтеся сторінкою «Відписатися».',
    en: 'By entering the code from the SMS you agree to receive SMS notices on this number. The data controller is {administrator}. Your number, address and choices are used only for sending notices. You can withdraw at any time: text STOP to {numer} or use the page “Unsubscribe”.',
  },
};

export const clauseLength = { least: 40, most: 4_000 } as const;

export type ClauseProblem =
  | { readonly kind: 'length' }
  /** Rule of the product: what is agreed to names who holds the data. */
  | { readonly kind: 'no_controller' }
  | { readonly kind: 'unknown_placeholder'; readonly name: string };

/** What keeps a text from being shown; an empty one is fine in every language but Polish. */
export function findClauseProblem(text: string, language: Language): ClauseProblem | null {
  const length = text.trim().length;
  if (length === 0 && language !== 'pl') return null;
  if (length < clauseLength.least || length > clauseLength.most) return { kind: 'length' };
  const names = [...text.matchAll(/\{([^{}]*)\}/g)].map((match) => match[1] ?? '');
  const unknown = names.find((name) => name !== 'administrator' && name !== 'numer');
  if (unknown !== undefined) return { kind: 'unknown_placeholder', name: unknown };
  return names.includes('administrator') ? null : { kind: 'no_controller' };
}

/** The text a person is shown, in paragraphs, and the language it is in. */
export function fillClause(
  clause: Clause,
  office: { readonly language: Language; readonly controllerName: string; readonly number: string },
): { readonly language: Language; readonly paragraphs: readonly string[] } {
  const language = shownLanguage(clause, office.language);
  const text = clause.texts[language]
    .replaceAll('{administrator}', office.controllerName)
    // An office without a number yet: "SMS-em STOP na numer urzędu" says as much as can be said.
    .replaceAll('{numer}', office.number === '' ? noNumber[language] : office.number);
  return { language, paragraphs: text.split(/\r?\n\s*\r?\n/).map((part) => part.trim()) };
}

/** The name that the consent ledger keeps: which version, and in which language it was shown. */
export function wordingOf(clause: Clause, language: Language): string {
  const shown = shownLanguage(clause, language);
  return `form-zapis-${clause.version}${shown === 'pl' ? '' : `-${shown}`}`;
}

const noNumber: Readonly<Record<Language, string>> = {
  pl: 'numer urzędu',
  uk: 'номер управління',
  en: 'the office’s number',
};

function shownLanguage(clause: Clause, language: Language): Language {
  return clause.texts[language].trim() === '' ? 'pl' : language;
}
