// Acts, states and doors in a resident's words.
import type { MyConsent, SentToMe } from '#db/mine.ts';
import type { MtState } from '#domain/mt-status.ts';

const acts: Readonly<Record<MyConsent['act'], string>> = {
  join: 'Zapis',
  suspend: 'Początek wypisywania',
  resume: 'Powrót',
  leave: 'Wypisanie',
  change: 'Zmiana adresu, wyboru lub przerwy',
};

const doors: Readonly<Record<MyConsent['door'], string>> = {
  sms: 'SMS',
  form: 'strona internetowa',
  api: 'inny system urzędu',
  import: 'lista przekazana urzędowi',
  staff: 'pracownik urzędu',
};

const states: Readonly<Record<MtState, string>> = {
  planned: 'czeka na wysłanie',
  held: 'czeka na wysłanie',
  claimed: 'w trakcie wysyłania',
  submitted: 'wysłana',
  unknown: 'wysłana, bez potwierdzenia',
  delivered: 'doręczona',
  undelivered: 'niedoręczona',
  expired: 'niedoręczona na czas',
  rejected: 'nieprzyjęta przez operatora',
  skipped: 'niewysłana',
};

export function wordAct(act: MyConsent['act']): string {
  return acts[act];
}

export function wordDoor(door: MyConsent['door']): string {
  return doors[door];
}

export function wordSentState(message: Pick<SentToMe, 'state' | 'reason'>): string {
  if (message.state === 'skipped' && message.reason === 'paused') return 'niewysłana: masz przerwę';
  return states[message.state];
}
