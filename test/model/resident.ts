// A simulated resident: what somebody texts next, right or wrong, in time or late, given what their phone shows.
import type { Expected, Said } from './oracle.ts';

export type Text = { readonly said: Said; readonly text: string; readonly date: number };

export type Turn = {
  readonly texts: readonly Text[];
  /** Delivered twice by the gateway. */
  readonly isRepeated: boolean;
  /** The sign-up form filled in meanwhile. */
  readonly form: readonly string[] | null;
};

type Random = () => number;

const wordings: Readonly<Record<Exclude<Said, 'right code' | 'wrong code'>, readonly string[]>> = {
  stop: ['STOP', 'stop', 'Stop.', ' STOP !!', 'Stop. Dziękuję'],
  'near stop': ['stpo', 'sotp'],
  leave: ['WYPISZ', 'wypisz', 'Wypisz.', 'proszę mnie wypisać'],
  'leave one': ['WYPISZ SPORT', 'wypisz sport'],
  stay: ['ZOSTAJE', 'zostaję', 'cofnij'],
  'join at once': ['ZAPISZ Skorzewo Dzialkowa 32 sport', 'zapisz skórzewo działkowa 32 sport'],
  join: ['ZAPISZ', 'Zapisz.', 'zapisz', 'start'],
  'near join': ['zapsz'],
  yes: ['TAK', 'tak'],
  locality: ['Skórzewo', 'skorzewo', 'Skorzweo'],
  street: ['Działkowa 32', 'dzialkowa 32', 'ul. Dzialkowa 32'],
  categories: ['1 3', '1,3', '1 i 3'],
  'new code': ['NOWY', 'nowy'],
  add: ['DODAJ KULTURA', 'dodaj kultura'],
  status: ['STATUS', 'status'],
  'free text': ['prosze o naprawe lampy ktora nie swieci od tygodnia'],
};

const anytime: readonly Said[] = [
  ...(['stop', 'near stop', 'leave', 'leave', 'leave', 'leave one', 'stay', 'stay', 'add'] as const),
  ...(['join at once', 'join at once', 'join at once', 'join', 'near join', 'status', 'free text'] as const),
  ...(['new code', 'wrong code', 'right code', 'free text'] as const),
];
const decisions: readonly Said[] = ['stop', 'leave', 'leave', 'stay', 'stay', 'join at once', 'join'];

/** What comes from one number before the next look at the clock. */
export function takeTurn(it: Expected, now: number, random: Random): Turn {
  const pick = <T>(of: readonly T[]): T => of[Math.floor(random() * of.length)] as T;
  const isRepeated = random() < 0.15;
  const form = random() < 0.04 ? pick([[], ['sport'], ['kultura', 'prad']]) : null;
  const say = (said: Said, date: number): Text => ({ said, date, text: textOf(it, said, { pick, random }) });
  const kind = random();
  if (kind < 0.15) return { texts: [], isRepeated, form };
  if (kind < 0.65) {
    const said = random() < 0.75 ? (answerTo(it) ?? pick(anytime)) : pick(anytime);
    return { texts: [say(said, now)], isRepeated, form };
  }
  if (kind < 0.75) {
    // It was on its way for long, or carries the very date of the leaving.
    const date =
      random() < 0.5 && it.decidedAt > 0 ? it.decidedAt : now - Math.floor(random() * 40 * 3_600_000);
    return { texts: [say(pick(decisions), date)], isRepeated, form };
  }
  // Several at once that contradict each other, not in the order of their dates.
  const count = 2 + Math.floor(random() * 3);
  const texts = Array.from({ length: count }, () =>
    say(pick(decisions), now + Math.floor(random() * 3) * 1_000),
  );
  return { texts, isRepeated, form };
}

function answerTo({ draft, confirming }: Expected): Said | null {
  if (confirming !== null) return 'right code';
  if (draft === null || draft.waiting === 'code') return null;
  return draft.waiting;
}

function textOf(
  it: Expected,
  said: Said,
  { pick, random }: { readonly pick: <T>(of: readonly T[]) => T; readonly random: Random },
): string {
  if (said !== 'right code' && said !== 'wrong code') return pick(wordings[said]);
  const code = it.codes[it.confirming ?? 'join'];
  if (said === 'wrong code' || code === null) return String(Math.floor(random() * 900_000) + 100_000);
  const { digits } = code;
  return pick([digits, `${digits.slice(0, 3)} ${digits.slice(3)}`, `Kod: ${digits}`]);
}
