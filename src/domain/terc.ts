/** Codes of gminas: WOJ, POW, GMI and RODZ, seven digits; the first six are the gmina, the last says what part of it. */

export type ServedCodes = {
  /** First six digits: the gmina with its town and its villages, whatever its kind is called in this edition. */
  readonly gminas: readonly string[];
  /** First four digits of cities: their districts have GMI codes of their own. */
  readonly cities: readonly string[];
};

/**
 * What codes of gminas cover. RODZ does not count: when a village gmina (2) becomes a town with villages (3 = 4 + 5)
 * the people stay. Districts of big cities (RODZ 8, 9) belong to the city (RODZ 1) of the same four digits.
 */
export function listServedCodes(tercs: readonly string[]): ServedCodes {
  return {
    gminas: [...new Set(tercs.map((terc) => terc.slice(0, 6)))],
    cities: [...new Set(tercs.filter((terc) => terc.endsWith('1')).map((terc) => terc.slice(0, 4)))],
  };
}

/** Whether the code is one of seven digits. */
export function isTerc(text: string): boolean {
  return /^\d{7}$/.test(text);
}
