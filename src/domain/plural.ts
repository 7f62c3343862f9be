/** The form of a Polish noun that a count asks for: "1 adres", "3 adresy", "5 adresów", "22 adresy". */
export function choosePlural(
  count: number,
  forms: { readonly one: string; readonly few: string; readonly many: string },
): string {
  if (count === 1) return forms.one;
  const tens = count % 100;
  const units = count % 10;
  return units >= 2 && units <= 4 && !(tens >= 12 && tens <= 14) ? forms.few : forms.many;
}
