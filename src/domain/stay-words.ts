import { withoutNames } from './first-names.ts';
import { courtesies, isNeutral } from './leave-words.ts';
import { countEdits } from './likeness.ts';
import type { OptOut } from './refusal.ts';
import type { Utterance } from './utterance.ts';

/** ZOSTAJE and its like: leaving undone. */
export function readStay({ clauses }: Utterance): OptOut | null {
  const said = clauses
    .flatMap((clause) => withoutNames(clause.words, isNeutral))
    .filter((word) => !courtesies.has(word));
  const meant = said.filter((word) => word !== 'jednak' && word !== 'tak' && !isNeutral(word));
  const [first = '', ...others] = meant;
  const aboutLeaving = /^(wypis|rezygn|pomylk|to$)/;
  if (said.some((word) => /^(wypisan|usuniet|skreslon|wykreslon)/.test(word))) return null;
  if (stay.has(first) && others.every((word) => aboutLeaving.test(word)))
    return { intent: 'stay', fit: said.length === 1 ? 'exact' : 'near' };
  const isNear =
    said.length === 1 && ['zostaje', 'cofnij'].some((word) => countEdits(said[0] ?? '', word, 1) <= 1);
  return isNear ? { intent: 'stay', fit: 'near' } : null;
}

const stay: ReadonlySet<string> = new Set(
  'zostaje zostane zostac zostajemy zostaw cofnij cofam cofnac wracam wroc przywroc przywroccie'.split(' '),
);
