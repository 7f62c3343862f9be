// What the duty page says of each thing that needs a hand: words for whoever is on duty at three in the morning.
import type { Balance, Finding } from '#domain/cockpit.ts';
import type { Lane } from '#domain/lanes.ts';
import { formatBalance, formatCount, formatDecimal, formatPlural, formatPrice } from '#html/format.ts';
import { paths } from '#html/paths.ts';
import { wordPause } from './campaign-words.ts';

export type FindingWords = {
  /** What is the matter, in one sentence; also what a screen reader announces. */
  readonly lead: string;
  readonly rest: string;
  readonly link?: { readonly href: string; readonly label: string };
};

/** What words need to know besides the finding. */
export type WordingContext = {
  readonly now: Date;
  readonly balance: Balance;
  readonly isAdmin: boolean;
  readonly runs: ReadonlyMap<
    number,
    { readonly campaignId: number | null; readonly pauseReason: string | null }
  >;
};

const tellOperator = 'Powiadom osobę, która prowadzi system.';

export const laneTitles: Readonly<Record<Lane, string>> = {
  reply: 'Odpowiedzi i kody',
  alert: 'Alerty',
  personal: 'Wysyłki osobiste',
  bulk: 'Zwykłe wysyłki',
};

/** One finding in words. */
export function wordFinding(finding: Finding, context: WordingContext): FindingWords {
  const { now } = context;
  switch (finding.kind) {
    case 'danger_threads':
      return {
        lead: 'Ktoś może być w niebezpieczeństwie:',
        rest: `${formatPlural(finding.count, { one: 'otwarta rozmowa', few: 'otwarte rozmowy', many: 'otwartych rozmów' })}.`,
        link: { href: paths.admin.inbox, label: 'Otwórz skrzynkę' },
      };
    case 'not_dispatching':
      return {
        lead: 'Nic nie jest wysyłane.',
        rest: `Program, który wysyła, nie pracuje. Odpowiedzi, kody i alerty czekają i wyjdą same, gdy ruszy. ${tellOperator}`,
      };
    case 'gateway_silent':
      return {
        lead:
          finding.since === null
            ? 'Operator SMS nie odpowiada.'
            : `Operator SMS nie odpowiada od ${wordSpan(finding.since, now)}.`,
        rest: `Wiadomości czekają i wyjdą same, gdy odpowie. Jeśli trzeba ostrzec ludzi teraz, użyj też innej drogi. ${tellOperator}`,
      };
    case 'texts_wait':
      return {
        lead: `SMS-y od mieszkańców czekają na obsłużenie od ${wordSpan(finding.since, now)}.`,
        rest: tellOperator,
      };
    case 'queue_stands':
      return {
        lead: `${laneTitles[finding.lane]}: czekają od ${wordSpan(finding.since, now)} i nic nie wychodzi.`,
        rest: tellOperator,
      };
    case 'replies_held':
      return wordHeldReplies(finding.reason);
    case 'run_paused':
      return wordPausedRun(context.runs.get(finding.runId));
    case 'balance_short':
    case 'balance_low':
      return wordBalanceFinding(finding, context.balance);
    case 'receipts_silent':
      return {
        lead: `Operator nie przysyła potwierdzeń od ${wordSpan(finding.since, now)}.`,
        rest: `Nie wiadomo, czy ${formatPlural(finding.count, { one: 'wiadomość doszła', few: 'wiadomości doszły', many: 'wiadomości doszło' })}. Wysyłanie działa dalej. ${tellOperator}`,
      };
    case 'budget':
      return {
        lead: `Budżet ${finding.period === 'day' ? 'dnia' : 'miesiąca'} jest wykorzystany w ${Math.floor(finding.used * 100)}%.`,
        rest: 'Następne wysyłki mogą czekać na decyzję. Alertów to nie zatrzyma.',
      };
    case 'declaration':
      return wordDeclaration(finding.state);
    case 'nobody_on_duty':
      return {
        lead: 'Nie ma numeru dyżurnego:',
        rest: `gdy mieszkaniec napisze o zagrożeniu, nikt nie dostanie alarmu SMS-em.${context.isAdmin ? '' : ' Może go dodać administrator, w Ustawieniach.'}`,
        ...(context.isAdmin ? { link: { href: paths.admin.dutyOfficers, label: 'Dodaj dyżurnego' } } : {}),
      };
    case 'asked':
      return { lead: 'Wysyłki, które nie wyszły, czekają na decyzję.', rest: '' };
    case 'parked':
    case 'approvals':
    case 'unknown_batches':
    case 'codes_capped':
    case 'unread':
    case 'place_orphans':
    case 'dead_numbers':
      return wordChore(finding.kind, finding.count);
    default:
      return finding satisfies never;
  }
}

type Chore =
  | 'parked'
  | 'approvals'
  | 'unknown_batches'
  | 'codes_capped'
  | 'unread'
  | 'place_orphans'
  | 'dead_numbers';

function wordChore(kind: Chore, count: number): FindingWords {
  switch (kind) {
    case 'parked':
      return {
        lead: `Odłożone: ${formatPlural(count, { one: 'SMS', few: 'SMS-y', many: 'SMS-ów' })}.`,
        rest: 'Systemowi nie udało się ich obsłużyć i nikt na nie nie odpowiedział.',
        link: { href: `${paths.admin.inbox}#odlozone`, label: 'Zobacz odłożone' },
      };
    case 'approvals':
      return {
        lead: `${formatPlural(count, { one: 'wysyłka czeka', few: 'wysyłki czekają', many: 'wysyłek czeka' })} na Twoją zgodę.`,
        rest: '',
        link: { href: paths.admin.campaigns, label: 'Zobacz wysyłki' },
      };
    case 'unknown_batches':
      return {
        lead: `Niepewne: ${formatPlural(count, { one: 'partia wiadomości', few: 'partie wiadomości', many: 'partii wiadomości' })}.`,
        rest: 'Nie wiadomo, czy operator je przyjął, a system już o nie nie pyta. Sprawdź w panelu operatora i zdecyduj na stronie wysyłki.',
        link: { href: paths.admin.campaigns, label: 'Zobacz wysyłki' },
      };
    case 'codes_capped':
      return {
        lead: `Kody z formularza kosztowały tyle, ile wolno w godzinie. Odrzucone w ciągu doby: ${formatPlural(count, { one: 'prośba', few: 'prośby', many: 'próśb' })}.`,
        rest: `Formularz odsyła wtedy do SMS-a. Jeśli nie trwa akcja zapisów, ktoś mógł wyłudzać kody. ${tellOperator}`,
      };
    case 'unread':
      return {
        lead: `Nowe SMS-y w skrzynce: ${count >= 1000 ? 'ponad 999 rozmów' : formatPlural(count, { one: 'rozmowa', few: 'rozmowy', many: 'rozmów' })}.`,
        rest: '',
        link: { href: paths.admin.inbox, label: 'Czytaj nowe SMS-y' },
      };
    case 'place_orphans':
      return {
        lead: `Miejsca, których nie ma już w rejestrze: ${formatCount(count)}.`,
        rest: 'Zdecyduj, gdzie teraz należą zapisani tam ludzie.',
        link: { href: paths.admin.places, label: 'Zobacz miejsca' },
      };
    case 'dead_numbers':
      return {
        lead: `Numery, na które od tygodni nic nie dochodzi: ${formatCount(count)}.`,
        rest: 'Wysyłki je pomijają.',
        link: { href: paths.admin.deadNumbers, label: 'Zobacz te numery' },
      };
    default:
      return kind satisfies never;
  }
}

function wordHeldReplies(reason: string): FindingWords {
  return reason === 'funds'
    ? {
        lead: 'Odpowiedzi i kody nie wychodzą:',
        rest: 'na koncie u operatora skończyły się środki. Doładuj je; ruszą same.',
      }
    : {
        lead: 'Odpowiedzi i kody nie wychodzą:',
        rest: `operator odrzuca ustawienia konta. ${tellOperator} Gdy konto będzie w porządku, ruszą same.`,
      };
}

function wordPausedRun(
  run: { readonly campaignId: number | null; readonly pauseReason: string | null } | undefined,
): FindingWords {
  const { campaignId = null, pauseReason = null } = run ?? {};
  const rest = wordPause(pauseReason);
  return campaignId === null
    ? { lead: 'Wstrzymana wysyłka automatyczna.', rest }
    : {
        lead: `Wstrzymana wysyłka ${campaignId}.`,
        rest,
        link: { href: paths.admin.campaign(campaignId), label: 'Otwórz tę wysyłkę' },
      };
}

function wordBalanceFinding(finding: Finding, balance: Balance): FindingWords {
  const left = balance.grosze === null ? '' : formatBalance(Math.max(0, balance.grosze) / 100);
  if (balance.grosze !== null && balance.grosze <= 0) {
    return {
      lead: 'Skończyły się środki u operatora.',
      rest: 'Nic nie wyjdzie, także alert i kody. Doładuj konto u operatora; reszta ruszy sama.',
    };
  }
  if (finding.kind === 'balance_short') {
    return {
      lead: 'Środków nie wystarczy na SMS do wszystkich.',
      rest: `Zostało ${left}, a jeden SMS do każdego zapisanego kosztuje ${formatPrice(balance.alertGrosze)}. Doładuj konto u operatora.`,
    };
  }
  return {
    lead: `Środków wystarczy na ${wordDays(balance.days ?? 0)}.`,
    rest: `Zostało ${left}. Doładuj konto u operatora.`,
  };
}

function wordDeclaration(state: 'missing' | 'due' | 'overdue'): FindingWords {
  const rest = {
    missing: 'czeka na uzupełnienie i opublikowanie.',
    due: 'do 31 marca trzeba ją przejrzeć i wpisać datę przeglądu.',
    overdue: 'minął termin corocznego przeglądu (31 marca). Przejrzyj ją i wpisz datę.',
  }[state];
  return {
    lead: 'Deklaracja dostępności:',
    rest,
    link: { href: paths.admin.editDeclaration, label: 'Otwórz deklarację' },
  };
}

/** "około 4 dni", "mniej niż dzień". */
export function wordDays(days: number): string {
  if (days < 1) return 'mniej niż dzień';
  if (days > 365) return 'ponad rok';
  return `około ${formatPlural(Math.floor(days), { one: 'dzień', few: 'dni', many: 'dni' })}`;
}

/** "40 s", "12 min", "3 godz.", "2 dni": how long something has lasted. */
export function wordSpan(since: Date, now: Date): string {
  const seconds = Math.max(0, Math.floor((now.getTime() - since.getTime()) / 1_000));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return `${hours} godz.`;
  return formatPlural(Math.floor(hours / 24), { one: 'dnia', few: 'dni', many: 'dni' });
}

/** "0,2 s": how quick an answer was. */
export function wordSeconds(milliseconds: number): string {
  if (milliseconds < 100) return 'mniej niż 0,1 s';
  const digits = milliseconds < 10_000 ? 10 : 1;
  return `${formatDecimal(Math.round((milliseconds / 1_000) * digits) / digits)} s`;
}
