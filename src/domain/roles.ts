// Who may do what: each role by its abilities. Which page asks for which ability is admin/permissions.ts.

export const staffRoles = [
  'admin',
  'editor',
  'local',
  'topical',
  'treasurer',
  'dispatcher',
  'viewer',
] as const;
export type StaffRole = (typeof staffRoles)[number];

export type Ability =
  /** Reads the office's pages; numbers are masked. */
  | 'look'
  /** Handles texts and people: answers, sees numbers, keeps lists, stops a campaign. */
  | 'work'
  /** Writes and sends campaigns, a limited role within its scope. */
  | 'compose'
  /** Sends for the whole gmina: agrees to others' campaigns, changes what all share. */
  | 'share'
  | 'alert'
  /** Settings, places, accounts, the audit log. */
  | 'govern';

const abilities: Readonly<Record<StaffRole, readonly Ability[]>> = {
  admin: ['look', 'work', 'compose', 'share', 'alert', 'govern'],
  editor: ['look', 'work', 'compose', 'share', 'alert'],
  // Neither works for the office: they send, and see what they have sent, but no numbers. Who is limited to places also
  // reads the people and threads there (admin/permissions.table.ts, `look_or_place`), without acting on them.
  local: ['compose'],
  topical: ['compose'],
  // Arrears only; whatever goes to everybody is not a treasurer's.
  treasurer: [],
  dispatcher: ['look', 'work', 'alert'],
  viewer: ['look'],
};

export function roleCan(role: StaffRole, ability: Ability): boolean {
  return abilities[role].includes(ability);
}

/** Whether the role sends only within places or categories of its own. */
export function isLimited(role: StaffRole): role is 'local' | 'topical' {
  return role === 'local' || role === 'topical';
}

/** What limits an account; empty where its role is not limited in that way. */
export type StaffScope = {
  readonly localities: readonly string[];
  readonly areaIds: readonly number[];
  readonly categories: readonly string[];
};

export const wholeOffice: StaffScope = { localities: [], areaIds: [], categories: [] };

/** The part of a scope that its role uses, so that nothing is left behind when a role changes. */
export function scopeOf(role: StaffRole, scope: StaffScope): StaffScope {
  if (role === 'local') return { ...wholeOffice, localities: scope.localities, areaIds: scope.areaIds };
  return role === 'topical' ? { ...wholeOffice, categories: scope.categories } : wholeOffice;
}

/** A limited role without anything to send to could do nothing. */
export function isScopeMissing(role: StaffRole, scope: StaffScope): boolean {
  const { localities, areaIds, categories } = scopeOf(role, scope);
  return isLimited(role) && localities.length + areaIds.length + categories.length === 0;
}
