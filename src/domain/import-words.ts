/** One Polish sentence for a row that can't be taken in: what is wrong and what to do. Never a phone number. */
export function describeImportProblem(problem: string): string {
  const at = problem.indexOf(':');
  const kind = at === -1 ? problem : problem.slice(0, at);
  const about = at === -1 ? '' : problem.slice(at + 1);
  return sentences[kind]?.replace('{}', () => about) ?? 'Tego wiersza nie da się wczytać.';
}

const sentences: Readonly<Record<string, string>> = {
  columns:
    'Wiersz ma więcej kolumn niż nagłówek. Sprawdź, czy w komórce nie ma znaku rozdzielającego kolumny.',
  long: 'Któraś komórka ma ponad 500 znaków. Skróć ją.',
  number_empty: 'Brakuje numeru telefonu.',
  number_not_a_number: 'To nie jest numer telefonu. Wpisz 9 cyfr numeru komórkowego.',
  number_foreign: 'To numer zagraniczny. Można zapisać tylko polski numer komórkowy.',
  number_not_mobile: 'To nie jest numer komórkowy. SMS-y dochodzą tylko na polskie numery komórkowe.',
  number_alphanumeric: 'W numerze telefonu są litery. Wpisz 9 cyfr numeru komórkowego.',
  no_place: 'Brakuje miejscowości. Wpisz ją w pliku.',
  open_place: '„{}” może znaczyć kilka miejsc albo jest tylko podobne. Wybierz miejsce na stronie wczytania.',
  unknown_place: 'W gminach urzędu nie ma miejsca „{}”. Popraw nazwę w pliku.',
  house_number: 'Numer domu może mieć najwyżej 20 znaków: cyfry, litery, ukośnik, myślnik, kropka.',
  sym: 'Numer SYM miejscowości ma mieć 7 cyfr.',
  sym_ul: 'Numer SYM_UL ulicy ma mieć 5 cyfr albo być pusty.',
  unknown_locality: 'Nie ma miejscowości o numerze SYM {}.',
  unknown_street: 'W tej miejscowości nie ma ulicy o numerze SYM_UL {}.',
  category: 'Nie ma kategorii „{}”. Wpisz nazwy kategorii urzędu rozdzielone przecinkiem.',
  source: 'Brakuje źródła zgody (najwyżej 100 znaków), na przykład: formularz papierowy.',
  basis: 'Brakuje podstawy (najwyżej 100 znaków), na przykład: zgoda.',
  date_empty: 'Brakuje daty zgody.',
  date: 'Daty zgody nie da się odczytać. Wpisz ją jak 31.03.2025 albo 2025-03-31.',
  date_future: 'Data zgody jest z przyszłości.',
  repeated: 'Powtórzony wiersz: to samo co w wierszu {}.',
};
