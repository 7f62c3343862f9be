// Roles as the office calls them.

import { displayLocality } from '#domain/places.ts';
import type { StaffRole, StaffScope } from '#domain/roles.ts';
import type { Office } from '#services/deps.ts';

export const roleWords: Readonly<Record<StaffRole, { readonly name: string; readonly hint: string }>> = {
  admin: {
    name: 'Administrator',
    hint: 'Wszystko, także ustawienia, konta i dziennik. Potrzebne są co najmniej dwie takie osoby.',
  },
  editor: {
    name: 'Redaktor',
    hint: 'Wysyła do wszystkich, wysyła alerty, odpowiada w Skrzynce, widzi numery.',
  },
  local: {
    name: 'Sołtys',
    hint: 'Wysyła tylko do swoich miejscowości i rejonów. Widzi własne wysyłki, a rozmowy i osoby tylko ze swoich miejsc, bez numerów.',
  },
  topical: {
    name: 'Opiekun kategorii',
    hint: 'Wysyła tylko do osób, które wybrały jego kategorie, na przykład kulturę. Widzi tylko własne wysyłki.',
  },
  treasurer: {
    name: 'Skarbnik',
    hint: 'Tylko zaległości podatkowe, żadnych wysyłek do mieszkańców. Widzi swoje konto i instrukcję.',
  },
  dispatcher: {
    name: 'Dyspozytor',
    hint: 'Wysyła i odwołuje alerty, odpowiada w Skrzynce, widzi numery. Zwykłych wysyłek nie robi.',
  },
  viewer: { name: 'Podgląd', hint: 'Tylko czyta. Numery są zasłonięte, niczego nie wyśle ani nie zmieni.' },
};

/** "Sołtys: Dąbrówka (wieś), rejon Las". */
export function wordRole(
  office: Pick<Office, 'areas' | 'categories' | 'places'>,
  account: { readonly role: StaffRole } & StaffScope,
): string {
  const { role, localities, areaIds, categories } = account;
  const parts = [
    ...localities.map((sym) => {
      const locality = office.places.findLocality(sym);
      return locality === null ? sym : displayLocality(locality);
    }),
    ...areaIds.map((id) => {
      const area = office.areas.find((one) => one.id === id);
      return area === undefined ? 'rejon, którego już nie ma' : `rejon ${area.name}`;
    }),
    ...categories.map((key) => office.categories.find((one) => one.key === key)?.name ?? key),
  ];
  return parts.length === 0 ? roleWords[role].name : `${roleWords[role].name}: ${parts.join(', ')}`;
}
