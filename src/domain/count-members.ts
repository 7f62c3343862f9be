export type MemberGroup = {
  /** Ids; the same may be in several groups, and twice in one. */
  readonly members: readonly number[];
  /** What the group counts to: pairs of a dimension and a key. */
  readonly keys: readonly (readonly [told: string, key: string])[];
};

export type MemberCount = { readonly told: string; readonly key: string; readonly count: number };

/** How many different members each key has, over all groups that count to it. */
export function countMembers(groups: readonly MemberGroup[]): readonly MemberCount[] {
  const places = new Map<number, number>();
  const placed = groups.map(({ members }) => {
    const at = new Int32Array(members.length);
    for (let i = 0; i < members.length; i += 1) {
      const member = members[i] ?? 0;
      let place = places.get(member);
      if (place === undefined) {
        place = places.size;
        places.set(member, place);
      }
      at[i] = place;
    }
    return at;
  });
  const groupsOf = Map.groupBy(
    groups.flatMap(({ keys }, at) => keys.map(([told, key]) => ({ told, key, at }))),
    ({ told, key }) => `${told}\0${key}`,
  );
  // Whom a key has counted bears its stamp: no set is made for any of them.
  const stamps = new Int32Array(places.size);
  let stamp = 0;
  return [...groupsOf.values()].map((same) => {
    stamp += 1;
    let count = 0;
    for (const { at } of same) {
      for (const place of placed[at] ?? []) {
        if (stamps[place] === stamp) continue;
        stamps[place] = stamp;
        count += 1;
      }
    }
    const { told = '', key = '' } = same[0] ?? {};
    return { told, key, count };
  });
}
