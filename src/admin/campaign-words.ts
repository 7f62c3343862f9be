// Polish words of campaigns: states, counts, lanes, problems.
import type { ApprovalReason } from '#domain/approval.ts';
import { type CampaignProblem, type CampaignState, mostYearsAhead, placeholders } from '#domain/campaign.ts';
import type { CampaignLane } from '#domain/lanes.ts';
import type { MtState } from '#domain/mt-status.ts';
import { findClaimWindow } from '#domain/quiet-hours.ts';
import { formatDateTime } from '#html/format.ts';
import type { Office } from '#services/deps.ts';

export { describeAudience } from './audience-words.ts';

export const stateWords: Readonly<Record<CampaignState, { readonly label: string; readonly kind: string }>> =
  {
    draft: { label: 'szkic', kind: '' },
    waiting_approval: { label: 'czeka na zgodę', kind: 'warning' },
    scheduled: { label: 'zaplanowana', kind: '' },
    running: { label: 'w toku', kind: 'good' },
    paused: { label: 'wstrzymana', kind: 'warning' },
    stopped: { label: 'zatrzymana', kind: 'warning' },
    done: { label: 'zakończona', kind: 'good' },
  };

export const laneWords: Readonly<Record<CampaignLane, string>> = {
  alert: 'alert',
  personal: 'osobista',
  bulk: 'zwykła',
};

/** People a message goes to, after "do". */
export const persons = { one: 'osoby', few: 'osób', many: 'osób' };

/** Why one person may not send alone: "Ta wysyłka …". */
export const approvalWords: Readonly<Record<ApprovalReason, string>> = {
  size: 'jest większa, niż jedna osoba może wysłać sama',
  hours: 'wychodzi poza godzinami, w których jedna osoba może wysyłać sama',
  budget: 'przekracza budżet miesiąca',
};

/** Counts in the order a message goes through them. */
export const countWords: readonly { readonly state: MtState; readonly label: string }[] = [
  { state: 'planned', label: 'czeka' },
  { state: 'held', label: 'wstrzymano' },
  { state: 'claimed', label: 'jest wysyłane' },
  { state: 'submitted', label: 'wysłano' },
  { state: 'delivered', label: 'doręczono' },
  { state: 'undelivered', label: 'nie doręczono' },
  { state: 'expired', label: 'wygasło' },
  { state: 'rejected', label: 'odrzucono' },
  { state: 'unknown', label: 'niepewne' },
  { state: 'skipped', label: 'pominięto' },
];

/** What is wrong with a campaign, by the field of the form it belongs to. */
export function wordCampaignProblems(
  problems: readonly CampaignProblem[],
): Readonly<Record<'tresc' | 'odbiorcy', string | undefined>> {
  const text = problems.filter((problem) => !isAboutAudience(problem)).map(wordCampaignProblem);
  const audience = problems.filter(isAboutAudience).map(wordCampaignProblem);
  return {
    odbiorcy: audience.length === 0 ? undefined : audience.join(' '),
    tresc: text.length === 0 ? undefined : text.join(' '),
  };
}

/** Why a campaign of this lane would not leave right now; undefined when it would. */
export function wordQuietHours(
  office: Office,
  campaign: { readonly lane: CampaignLane; readonly now: Date },
): string | undefined {
  const window = findClaimWindow(campaign.lane, campaign.now, office.settings);
  if (window.open) return undefined;
  const { quietFrom, quietUntil } = office.settings;
  return `Cisza nocna trwa od ${quietFrom} do ${quietUntil}, a zwykłe wysyłki kończą się godzinę wcześniej. Ta ruszy ${formatDateTime(window.opensAt)}, do tej chwili można ją zatrzymać.`;
}

function isAboutAudience(problem: CampaignProblem): boolean {
  return ![
    'text_empty',
    'text_broken',
    'text_too_long',
    'text_has_link',
    'unknown_placeholder',
    'stray_brace',
    'send_at_passed',
    'send_at_far',
    'two_times',
    'series_far',
    'series_over',
  ].includes(problem.kind);
}

function wordCampaignProblem(problem: CampaignProblem): string {
  switch (problem.kind) {
    case 'text_empty':
      return 'Wpisz treść wiadomości.';
    case 'text_broken':
      return 'W treści jest uszkodzony znak (�). Usuń go albo wpisz jeszcze raz.';
    case 'text_too_long':
      return `Treść jest za długa: ${problem.segments} SMS-ów na osobę, może być najwyżej ${problem.most}. Skróć ją.`;
    case 'text_has_link':
      return 'W treści jest adres internetowy lub e-mail, a operator odrzuca takie wiadomości. Usuń go albo włącz adresy w Ustawieniach, jeśli operator się zgodził.';
    case 'unknown_placeholder':
      return `Nie ma pola {${problem.name}}. Możesz użyć: ${placeholders.map((name) => `{${name}}`).join(', ')}.`;
    case 'stray_brace':
      return `W treści jest nawias „${problem.near}”, który nie jest polem. Usuń go albo popraw na jedno z: ${placeholders.map((name) => `{${name}}`).join(', ')}.`;
    case 'bad_number':
      return `Numer na pozycji ${problem.at + 1} nie jest polskim numerem komórkowym.`;
    case 'unknown_locality':
      return `Nie ma miejscowości o numerze ${problem.sym}.`;
    case 'unknown_street':
      return `Nie ma ulicy o numerze ${problem.symUl} w miejscowości ${problem.sym}.`;
    case 'unknown_category':
      return 'Nie ma już takiej kategorii. Wybierz inną.';
    case 'unknown_area':
      return `Nie ma już rejonu „${problem.name}”. Wybierz inny albo dodaj go w Ustawieniach, w Miejscach.`;
    case 'send_at_passed':
    case 'send_at_far':
      return timeWords[problem.kind];
    case 'two_times':
      return 'Wysyłka ma naraz jedną porę i serię. Wybierz jedno z nich.';
    case 'series_far':
      return `Ta seria zaczyna się za późno: może najdalej za ${mostYearsAhead} lat. Popraw dzień, od którego ma ruszyć.`;
    case 'series_over':
      return 'Ta seria nie ma już żadnego terminu. Zmień dni, koniec albo to, co robić w święta.';
    default:
      return problem satisfies never;
  }
}

/** What is wrong with the time to send at. */
export const timeWords = {
  send_at_passed: 'Ta pora już minęła. Wybierz późniejszą.',
  send_at_far: `Ta pora jest za odległa. Wysyłkę można zaplanować najdalej na ${mostYearsAhead} lat naprzód.`,
} as const;

/** Why a campaign stands, and what to do. */
export function wordPause(reason: string | null): string {
  switch (reason) {
    case 'funds':
      return 'Wysyłka stoi: na koncie u operatora skończyły się środki. Ruszy sama po doładowaniu.';
    case 'reserve':
      return 'Wysyłka stoi: na koncie u operatora została już tylko rezerwa na alerty. Ruszy sama po doładowaniu.';
    case 'idx_clash':
      return 'Wysyłka stoi: operator mówi, że ma już wiadomości z tej wysyłki, choć system ich nie wysłał. Powiadom osobę, która prowadzi system.';
    default:
      return 'Wysyłka stoi: operator odrzucił ustawienia konta. Powiadom osobę, która prowadzi system; gdy to naprawi, wznów wysyłkę.';
  }
}
