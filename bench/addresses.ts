// Addresses as residents of the practice office type them.
import { practiceLocalities, practiceStreets } from '#domain/practice-places.ts';

const addresses = practiceStreets.flatMap((street) => {
  const locality = practiceLocalities.find(({ sym }) => sym === street.sym);
  const isTwin = practiceLocalities.filter(({ name }) => name === locality?.name).length > 1;
  const isAlone = practiceStreets.filter(
    (other) => other.sym === street.sym && other.nazwa1 === street.nazwa1,
  );
  return locality === undefined || isTwin || isAlone.length > 1
    ? []
    : [{ locality: locality.name, street: [street.nazwa2, street.nazwa1].filter(Boolean).join(' ') }];
});

/** One of the practice office's addresses that can be meant by no other. */
export function addressOf(n: number): { readonly locality: string; readonly street: string } {
  const address = addresses[n % addresses.length];
  if (address === undefined) throw new Error('The practice office has no streets.');
  return address;
}

/** Most people type small letters without Polish ones. */
export function typed(name: string, n: number): string {
  if (n % 4 === 0) return name;
  return name.normalize('NFD').replace(/\p{M}/gu, '').replace(/ł/g, 'l').replace(/Ł/g, 'L').toLowerCase();
}
