import type { Locality, Street } from './places.ts';

/**
 * The practice office's places: gmina Dopiewo, all 24 localities and some of its streets.
 * Source: GUS, rejestr TERYT, as of 2026-05-11; SYM_UL is one number per street name for the whole country.
 * Działkowa and Lipowa stand here for the manual's examples.
 */

export const practiceCommune = { terc: '3021052', name: 'Dopiewo' } as const;

// [SYM, name, kind (RM)]; SYMPOD where the place is a part of another.
const localityRows: readonly (readonly [string, string, string, string?])[] = [
  ['0582769', 'Dąbrowa', '01'],
  ['0582775', 'Dąbrówka', '01'],
  ['0582781', 'Dopiewiec', '01'],
  ['0582806', 'Dopiewo', '01'],
  ['0582930', 'Drwęsa', '01'],
  ['0582953', 'Fiałkowo', '04'],
  ['0582835', 'Glinki', '00', '0582829'],
  ['0582812', 'Gołuski', '01'],
  ['0582893', 'Joanka', '04'],
  ['0582829', 'Konarzewo', '01'],
  ['0582901', 'Lisówki', '01'],
  ['0582841', 'Palędzie', '01'],
  ['0582798', 'Palędzie', '05'],
  ['0582918', 'Podgaj', '05'],
  ['0582858', 'Podłoziny', '04'],
  ['0582960', 'Pokrzywnica', '03'],
  ['0582870', 'Skórzewo', '01'],
  ['0582887', 'Trzcielin', '01'],
  ['0582924', 'Więckowice', '01'],
  ['0582947', 'Więckowice', '05'],
  ['0582976', 'Zakrzewo', '01'],
  ['0582864', 'Żarnowiec', '04'],
  ['0582999', 'Zborówko', '04'],
  ['0582982', 'Zborowo', '01'],
];

// Streets by locality: [SYM_UL, NAZWA_1, NAZWA_2].
const streetRows: Readonly<Record<string, readonly (readonly [string, string, string?])[]>> = {
  // Dopiewiec
  '0582781': [['21970', 'Szkolna']],
  // Dopiewo
  '0582806': [
    ['00157', 'Akacjowa'],
    ['10898', 'Leśna'],
    ['17011', 'Polna'],
    ['17394', 'Poznańska'],
    ['21970', 'Szkolna'],
    ['25133', 'Wyzwolenia'],
  ],
  // Drwęsa
  '0582930': [['00157', 'Akacjowa']],
  // Dąbrowa
  '0582769': [
    ['02276', 'Brzozowa'],
    ['04001', 'Dojazd'],
    ['09819', 'Krańcowa'],
    ['10009', 'Krótka'],
    ['10898', 'Leśna'],
    ['17171', 'Poprzeczna'],
    ['21712', 'Szafirowa'],
    ['21970', 'Szkolna'],
    ['24048', 'Wiejska'],
  ],
  // Dąbrówka
  '0582775': [
    ['07562', 'Jeżynowa'],
    ['08171', 'Kasztanowa'],
    ['09070', 'Komornicka'],
    ['11139', 'Lipowa'],
    ['12065', 'Malinowa'],
    ['13184', 'Modrzewiowa'],
    ['14991', 'Oliwkowa'],
    ['15710', 'Parkowa'],
    ['16448', 'Platanowa'],
    ['17394', 'Poznańska'],
  ],
  // Gołuski
  '0582812': [
    ['08574', 'Klonowa'],
    ['17011', 'Polna'],
    ['21970', 'Szkolna'],
  ],
  // Konarzewo
  '0582829': [
    ['09546', 'Kościelna'],
    ['15953', 'Perłowa'],
    ['17394', 'Poznańska'],
    ['21176', 'Stęszewska'],
  ],
  // Lisówki
  '0582901': [['26359', 'Źródlana']],
  // Palędzie
  '0582841': [
    ['10898', 'Leśna'],
    ['12065', 'Malinowa'],
    ['40383', 'Żelazka', 'o. Mariana'],
  ],
  // Skórzewo
  '0582870': [
    ['03376', 'Czereśniowa'],
    ['04572', 'Działkowa'],
    ['07499', 'Jesienna'],
    ['12096', 'Malwowa'],
    ['14281', 'Nizinna'],
    ['14834', 'Ogrodowa'],
    ['17394', 'Poznańska'],
    ['19094', 'Rumiankowa'],
    ['20135', 'Skórzewska'],
    ['21780', 'Szarotkowa'],
    ['20254', 'Słoneczna'],
    ['24364', 'Wiosenna'],
    ['24412', 'Wiśniowa'],
  ],
  // Zakrzewo
  '0582976': [
    ['02396', 'Bukowska'],
    ['03839', 'Długa'],
    ['05265', 'Gajowa'],
    ['10898', 'Leśna'],
    ['14250', 'Niezłomnych'],
    ['17394', 'Poznańska'],
    ['20683', 'Sportowa'],
    ['22508', 'Świerkowa'],
  ],
};

export const practiceLocalities: readonly Locality[] = localityRows.map(([sym, name, kind, sympod]) => ({
  sym,
  name,
  kind,
  sympod: sympod ?? sym,
  terc: practiceCommune.terc,
}));

export const practiceStreets: readonly Street[] = Object.entries(streetRows).flatMap(([sym, rows]) =>
  rows.map(([symUl, nazwa1, nazwa2]) => ({ sym, symUl, cecha: 'ul.', nazwa1, nazwa2: nazwa2 ?? '' })),
);

/** The practice office's categories, in order; the first is the one that joining means. */
export const practiceCategories = [
  { key: 'alerty', name: 'Alerty', isAlert: true },
  { key: 'sport', name: 'Sport', isAlert: false },
  { key: 'kultura', name: 'Kultura', isAlert: false },
  { key: 'odpady', name: 'Odpady', isAlert: false },
  { key: 'prad', name: 'Prąd', isAlert: false },
] as const;

/** The practice office's settings where they differ from the defaults. */
export const practiceSettings = {
  officeName: 'Urząd Gminy Dopiewo',
  officeShortName: 'Dopiewo',
  controllerName: 'Wójt Gminy Dopiewo',
  tercs: [practiceCommune.terc],
} as const;
