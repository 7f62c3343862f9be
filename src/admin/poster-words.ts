// What posters and leaflets say: one source for the PDF and for the page, so that both always say the same.
import type { Kit } from '#db/kits.ts';
import { tagOfKit } from '#domain/kit-tag.ts';
import { displayLocality } from '#domain/places.ts';
import type { Office } from '#services/deps.ts';

export const sheets = {
  // Leaflets hold more words, posters larger ones.
  'plakat-a4': { kind: 'poster', size: 'A4', name: 'Plakat A4' },
  'plakat-a5': { kind: 'poster', size: 'A5', name: 'Plakat A5' },
  'ulotka-a4': { kind: 'leaflets', size: 'A4', name: 'Dwie ulotki na kartce A4, do przecięcia' },
  'ulotka-a5': { kind: 'leaflet', size: 'A5', name: 'Ulotka A5' },
} as const;
export type SheetName = keyof typeof sheets;

export function isSheetName(name: string): name is SheetName {
  return Object.hasOwn(sheets, name);
}

export type Poster = {
  readonly practice: string | null;
  readonly officeName: string;
  readonly headline: string;
  readonly place: string | null;
  readonly typeLabel: string;
  /** What is typed by hand. */
  readonly words: string;
  readonly numberLabel: string;
  readonly number: string;
  readonly qrLabel: string;
  readonly qrAlt: string;
  readonly smsLink: string;
  readonly steps: readonly string[];
  readonly topicsTitle: string;
  readonly topics: readonly string[];
  /** On leaflets, which people keep: what else may be texted. */
  readonly laterTitle: string;
  readonly later: readonly string[];
  readonly facts: readonly { readonly title: string; readonly text: string }[];
  /** Small, in a corner: which paper this is. */
  readonly mark: string;
};

/** What the practice phones text when the office has no number yet. */
const practiceNumber = '500100100';

/** All a sheet says; null while the office has no number that people could text. */
export function writePoster(office: Office, kit: Kit, gatewayNumber: string | undefined): Poster | null {
  const { settings } = office;
  const number = spaceNumber(
    settings.dialogueNumber || (gatewayNumber ?? '') || (office.mode === 'practice' ? practiceNumber : ''),
  );
  if (number === '') return null;
  const tag = tagOfKit(kit.id);
  const words = `ZAPISZ ${tag}`;
  const chosen = office.categories.filter((category) => category.isActive && !category.isAlert);
  const alerts = office.categories.filter((category) => category.isActive && category.isAlert);
  return {
    practice: office.mode === 'practice' ? 'ĆWICZENIA. Nie wieszaj tej kartki: numer nie działa.' : null,
    officeName: settings.officeName,
    headline: 'Ostrzeżenia i\u00a0wiadomości z\u00a0gminy\u00a0SMS-em',
    place: nameKitPlace(office, kit),
    typeLabel: 'Wyślij SMS o treści',
    words,
    numberLabel: 'na numer',
    number,
    qrLabel: 'albo zeskanuj kod aparatem telefonu i naciśnij Wyślij',
    qrAlt: `Kod QR: otwiera w telefonie SMS o treści ZAPISZ #${tag} na numer ${number}`,
    smsLink: writeSmsLink(number, tag),
    steps: [
      `Wyślij SMS o treści ${words} na numer ${number}.`,
      'Odpowiedz na pytania: gdzie mieszkasz i o czym chcesz wiedzieć.',
      'Na końcu odpisz kodem, który dostaniesz. Gotowe.',
    ],
    topicsTitle: 'Co będzie przychodzić',
    topics: [
      ...alerts.map(({ name }) => `${name}: zawsze`),
      ...(chosen.length === 0
        ? []
        : [`do wyboru: ${chosen.map(({ name }) => name.toLowerCase()).join(', ')}`]),
    ],
    laterTitle: 'Co jeszcze możesz napisać na ten numer',
    later: [
      'STATUS: przypomnimy, co masz zapisane',
      'ZMIEN: nowy adres; DODAJ: drugi adres albo kategoria',
      'ZGLOS i treść: wiadomość do urzędu; POMOC: ta lista',
    ],
    facts: [
      {
        title: 'Ile to kosztuje',
        text: 'Tyle co zwykły SMS u Twojego operatora. Wiadomości od urzędu są bezpłatne.',
      },
      {
        title: 'Jak zrezygnować',
        text: 'W każdej chwili wyślij STOP na ten sam numer. Nic więcej nie przyjdzie.',
      },
      {
        title: 'Kto ma Twoje dane',
        text: `${settings.controllerName}: numer, adres i wybór, tylko po to, żeby wysyłać te SMS-y. Więcej: odpisz RODO. Usunięcie: USUN DANE.`,
      },
      {
        title: 'W zagrożeniu dzwoń 112',
        text: `SMS-ów nikt nie czyta na bieżąco.${settings.helpPhone === '' ? '' : ` Pytania: tel. ${settings.helpPhone}.`}`,
      },
    ],
    mark: `${tag} · ${kit.name}`,
  };
}

/** Whom the kit speaks to; null for the whole gmina. */
export function nameKitPlace(office: Office, kit: Pick<Kit, 'sym' | 'areaId'>): string | null {
  if (kit.areaId !== null) return office.areas.find(({ id }) => id === kit.areaId)?.name ?? null;
  if (kit.sym === null) return null;
  const place = office.places.findLocality(kit.sym);
  if (place === null) return null;
  // Of two places of one name the kind tells; else the name alone.
  return office.places.findLocalities(place.name).kind === 'choices' ? displayLocality(place) : place.name;
}

/** RFC 5724, read by Android and iOS alike; the sign before the tag is encoded, or the rest would be a fragment. */
function writeSmsLink(number: string, tag: string): string {
  const digits = number.replace(/\D/g, '');
  const dialled = digits.length === 9 ? `+48${digits}` : `+${digits}`;
  return `sms:${dialled}?body=${encodeURIComponent(`ZAPISZ #${tag}`)}`;
}

function spaceNumber(number: string): string {
  const digits = number.replace(/\D/g, '').replace(/^48(?=\d{9}$)/, '');
  return digits.replace(/(\d{3})(?=\d)/g, '$1 ');
}
