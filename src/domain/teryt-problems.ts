import type { TerytProblem, TerytProblemKind } from './teryt-registers.ts';

/** One Polish sentence: what is wrong and what to do. */
export function describeTerytProblem(problem: TerytProblem): string {
  const about = problem.about ?? '';
  return sentences[problem.kind].replace('{}', () => about);
}

const sentences: Readonly<Record<TerytProblemKind, string>> = {
  unreadable_archive: 'Nie da się rozpakować pliku ({}). Pobierz go jeszcze raz.',
  cut: 'Plik jest ucięty: {}. Pobierz go jeszcze raz.',
  empty: 'Plik nie ma ani jednego wiersza z danymi.',
  encoding: 'Są tu znaki, których nie da się odczytać. Plik ma być w kodowaniu UTF-8, tak jak z eTERYT.',
  unknown_file: 'To nie jest rejestr TERC, SIMC ani ULIC. Pobierz plik z eTERYT (pliki pełne, CSV lub XML).',
  columns_missing: 'Brakuje kolumn: {}.',
  columns: 'Liczba kolumn jest inna niż w nagłówku: {}.',
  xml: 'To nie jest poprawny zapis XML rejestru: {}.',
  too_long: 'Wiersz jest za długi. Sprawdź, czy wiersze są rozdzielone znakiem końca wiersza.',
  unit: 'Zły kod jednostki (WOJ, POW, GMI, RODZ): {}.',
  sym: 'Kolumna SYM ma mieć 7 cyfr, a jest: {}.',
  sympod: 'Kolumna SYMPOD ma mieć 7 cyfr, a jest: {}.',
  sym_ul: 'Kolumna SYM_UL ma mieć 5 cyfr, a jest: {}.',
  kind: 'Nie ma rodzaju miejscowości (RM) {}.',
  name: 'Brakuje nazwy albo nie da się jej odczytać.',
  cecha: 'Kolumna CECHA jest pusta albo niepoprawna: {}.',
  date: 'Kolumna STAN_NA ma mieć postać RRRR-MM-DD, a jest: {}.',
  date_differs: 'Inna data STAN_NA niż w pierwszym wierszu ({}). Jeden plik może mieć tylko jedną.',
  contradiction: 'Ten sam klucz co w wierszu {}, a inna treść.',
  unknown_unit: 'Jednostki {} nie ma w rejestrze TERC. Podaj razem plik TERC tego samego wydania.',
  unknown_parent: 'Miejscowości nadrzędnej (SYMPOD) {} nie ma w rejestrze SIMC.',
  unknown_locality:
    'Miejscowości o SYM {} nie ma w rejestrze SIMC. Podaj razem plik SIMC tego samego wydania.',
  localities_first:
    'Żadnej miejscowości z tego pliku nie ma jeszcze w bazie. Podaj razem plik SIMC albo wczytaj go najpierw.',
  older: 'W bazie jest już nowsze wydanie tego rejestru: {}. Starsze cofnęłoby zmiany.',
  gmina_missing: 'W tych plikach nie ma gminy {}.',
};
