// How pages word imports: files that can't be read, what a row would do, who did it.
import type { ImportOutcome, SubscriberImport } from '#db/subscriber-imports.ts';
import type { ListFileProblem } from '#domain/list-file.ts';

export const importFileWords: Readonly<Record<ListFileProblem, string>> = {
  empty: 'Plik jest pusty.',
  no_rows: 'W pliku jest tylko nagłówek, bez wierszy.',
  too_big: 'Plik jest za duży: CSV może mieć najwyżej 100 MB, XLSX 20 MB. Podziel go.',
  too_many_rows: 'W pliku jest za dużo wierszy: CSV może mieć najwyżej milion, XLSX 200 000. Podziel go.',
  too_many_columns: 'W pliku jest ponad 50 kolumn. Zostaw tylko potrzebne.',
  no_text: 'To nie jest plik CSV ani XLSX. Zapisz arkusz w jednej z tych postaci.',
  quote:
    'W pliku jest cudzysłów, który się nie kończy, albo wiersz nie do odczytania. Otwórz plik w arkuszu i zapisz jeszcze raz.',
  workbook:
    'Tego pliku XLSX nie da się odczytać. Otwórz go w arkuszu i zapisz jeszcze raz albo zapisz jako CSV.',
  bomb: 'Ten plik XLSX rozpakowuje się do zbyt dużych rozmiarów. Zapisz sam arkusz z danymi jako CSV.',
};

export const outcomeWords: Readonly<
  Record<ImportOutcome, { readonly key: string; readonly label: string; readonly about: string }>
> = {
  new: { key: 'nowi', label: 'Nowe osoby', about: 'Zostaną zapisane.' },
  changed: {
    key: 'zmiany',
    label: 'Uzupełnienia',
    about: 'Są już zapisane; dojdzie adres albo kategoria. Nic nie zniknie.',
  },
  same: { key: 'bez-zmian', label: 'Bez zmian', about: 'Są już zapisane dokładnie tak. Nic się nie zmieni.' },
  left: {
    key: 'wypisani',
    label: 'Wypisani',
    about: 'Wypisały się albo właśnie się wypisują. Plik ich nie zapisze, mogą zapisać się same.',
  },
  erased: {
    key: 'usunieci',
    label: 'Usunięci',
    about: 'Poprosiły o usunięcie swoich danych. Plik ich nie zapisze, mogą zapisać się same.',
  },
  bad: { key: 'bledy', label: 'Z błędem', about: 'Tych wierszy nie da się wczytać.' },
};

export const importStateWords: Readonly<Record<SubscriberImport['state'], string>> = {
  uploaded: 'czeka na kolumny',
  checked: 'czeka na decyzję',
  stored: 'wczytane',
  undone: 'cofnięte',
};

export const rowWords = { one: 'wiersz', few: 'wiersze', many: 'wierszy' };
export const personWords = { one: 'osoba', few: 'osoby', many: 'osób' };

/** The name of who brought it. */
export function wordImporter(createdBy: string): string {
  if (createdBy === 'cli') return 'wiersz poleceń';
  return createdBy.startsWith('token:') ? 'inny system' : createdBy;
}
