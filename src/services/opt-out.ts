import { type Act, type Person, withAct } from './people.ts';

/** How a person left: by a code, by STOP, by saying WYPISZ again, by 24 hours of silence, by wanting all erased, by the hand of staff. */
export type LeavingHow = 'code' | 'stop' | 'repeated' | 'deadline' | 'erasure' | 'staff';

/** Leaves for good. Also a number that never joined: its refusal is stored, so that no list brings it messages. */
export function optOut(person: Person, act: Act, how: LeavingHow): Person {
  return {
    ...person,
    ...withAct(person, act, { act: 'leave', detail: { how } }),
    status: 'left',
    source: person.source ?? act.door,
    joinedAt: person.joinedAt ?? act.now,
    suspendedAt: null,
    leftAt: act.now,
  };
}

/** Nothing more is sent while the code is awaited; only who is active can be suspended. */
export function suspend(person: Person, act: Act): Person {
  if (person.status !== 'active') return person;
  return {
    ...person,
    ...withAct(person, act, { act: 'suspend', detail: {} }),
    status: 'suspended',
    suspendedAt: act.now,
  };
}

/** Undoes leaving: everything is as it was. Who never joined has nothing to come back to. */
export function resume(person: Person, act: Act): Person {
  if (person.status !== 'suspended' && person.status !== 'left') return person;
  if (person.categoryIds.length === 0) return person;
  return {
    ...person,
    ...withAct(person, act, { act: 'resume', detail: { from: person.status } }),
    status: 'active',
    suspendedAt: null,
    leftAt: null,
  };
}
