/** Areas of the office: named sets of localities, streets and ranges of house numbers. */

export type Parity = 'all' | 'odd' | 'even';

export type AreaMember = {
  readonly sym: string;
  /** Null without numbers: the whole locality with its parts. Null with numbers: its houses that are on no street. */
  readonly symUl: string | null;
  /** Both ends belong; null is open. */
  readonly from: number | null;
  readonly to: number | null;
  readonly parity: Parity;
};

export type AreaAddress = {
  readonly sym: string;
  readonly symUl: string | null;
  readonly houseNumber: string | null;
};

/** House numbers are compared by the digits they begin with: "12a" and "12/4" are 12. Null when there are none. */
export function leadingNumber(houseNumber: string | null): number | null {
  const digits = /^ *([0-9]{1,6})(?![0-9])/.exec(houseNumber ?? '')?.[1];
  return digits === undefined ? null : Number(digits);
}

/** Whether a member is narrowed to some house numbers. */
function hasNumbers(member: Pick<AreaMember, 'from' | 'to' | 'parity'>): boolean {
  return member.from !== null || member.to !== null || member.parity !== 'all';
}

/**
 * Whether an address lies in a member. An address without a house number is in no range of numbers: nobody is told
 * of a neighbour's outage by a guess.
 */
export function isInMember(
  member: AreaMember,
  address: AreaAddress,
  /** What a locality is a part of; its own SYM when it stands alone. */
  parentOf: (sym: string) => string | undefined,
): boolean {
  if (!hasNumbers(member) && member.symUl === null) {
    return address.sym === member.sym || parentOf(address.sym) === member.sym;
  }
  if (address.sym !== member.sym || address.symUl !== member.symUl) return false;
  if (!hasNumbers(member)) return true;
  const number = leadingNumber(address.houseNumber);
  if (number === null) return false;
  if (number < (member.from ?? number) || number > (member.to ?? number)) return false;
  return member.parity === 'all' || (number % 2 === 1) === (member.parity === 'odd');
}
