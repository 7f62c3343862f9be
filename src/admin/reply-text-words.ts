// The editor of replies in Polish: what the gaps mean, what is wrong with a wording.
import type { ReplyTextProblem } from '#domain/reply-texts.ts';

/** What stands in each gap. */
export const gapWords: Readonly<Record<string, string>> = {
  urzad: 'krótka nazwa urzędu',
  administrator: 'administrator danych',
  telefon: 'telefon urzędu',
  miejscowosc: 'nazwa miejscowości',
  adres: 'adres z zapisu',
  reszta: 'adres, który zostaje',
  lista: 'ponumerowana lista do wyboru',
  alerty: 'nazwa kategorii alertów',
  kategorie: 'nazwy kategorii',
  kod: 'jednorazowy kod',
  minuty: 'ile minut ważny jest kod',
  proby: 'ile prób zostało',
  czego: 'na co czekamy, np. nazwa ulicy',
};

export function wordReplyTextProblem(problem: ReplyTextProblem): string {
  switch (problem.kind) {
    case 'empty':
      return 'Wpisz treść. Żeby wrócić do domyślnej, użyj przycisku „Przywróć domyślną”.';
    case 'not_gsm7':
      return `Te znaki dwukrotnie zwiększyłyby koszt: ${problem.characters.slice(0, 20).join(' ')}. Naciśnij „Usuń polskie znaki” albo zmień je.`;
    case 'unknown_gap':
      return `Nie ma pola {${problem.name}} w tej odpowiedzi.`;
    case 'missing_gap':
      return `Wpisz {${problem.name}}: w tym miejscu stanie ${gapWords[problem.name] ?? problem.name}.`;
    case 'two_codes':
      return 'Kod może stać w treści tylko raz.';
    case 'stray_brace':
      return 'Nawias klamrowy może otaczać tylko nazwę pola, np. {urzad}.';
    case 'missing_words':
      return `W treści musi zostać „${problem.words}”: bez tego mieszkaniec nie wie, co zrobić, albo nie zna swoich praw.`;
    case 'macro':
      return 'Znaków [% i %] operator nie przekaże: usuń je.';
    case 'link':
      return 'W treści jest adres internetowy, a operator odrzuca takie SMS-y. Usuń go albo pozwól na adresy w ustawieniach „Numer i nadawca”.';
    case 'too_long':
      return `Najdłuższy wariant miałby ${problem.units} znaków (SMS-y: ${problem.segments}), a może zająć najwyżej ${problem.most}. Skróć treść.`;
    default:
      return problem satisfies never;
  }
}
