// The parts of the duty page, each one that can be put in its place anew while somebody looks.
import { html } from 'hono/html';
import type { GoingRun } from '#db/cockpit.ts';
import type { Finding } from '#domain/cockpit.ts';
import { lanes } from '#domain/lanes.ts';
import { formatAge, formatBalance, formatCount, formatDateTime, formatPlural } from '#html/format.ts';
import type { Html } from '#html/layout.ts';
import { paths } from '#html/paths.ts';
import type { CockpitDay, CockpitNow } from '#services/cockpit.ts';
import type { Office } from '#services/deps.ts';
import type { Session } from '#services/open-session.ts';
import { renderAskedBody } from './campaign-schedule.ts';
import { wordDone } from './campaign-view.ts';
import {
  type FindingWords,
  laneTitles,
  type WordingContext,
  wordDays,
  wordFinding,
  wordSeconds,
  wordSpan,
} from './cockpit-words.ts';
import { mayOpen } from './permissions.ts';

export type Cockpit = {
  readonly now: CockpitNow;
  readonly day: CockpitDay;
  readonly findings: readonly Finding[];
  readonly session: Session;
  readonly office: Office;
};

const nextShown = 3;

/** One line for who has a second: whether all is well. Plain text, as it is also announced. */
function wordVerdict({ findings }: Pick<Cockpit, 'findings'>): {
  readonly level: 'good' | 'warning' | 'danger';
  readonly lead: string;
  readonly rest: string;
} {
  const count = (level: Finding['level']): number =>
    findings.filter((finding) => finding.level === level).length;
  const matters = { one: 'sprawa', few: 'sprawy', many: 'spraw' };
  const [urgent, waiting] = [count('danger'), count('warning')];
  if (urgent > 0)
    return {
      level: 'danger',
      lead: `Pilne: ${formatPlural(urgent, matters)}.`,
      rest: 'Zacznij od pierwszej na liście.',
    };
  if (waiting > 0)
    return {
      level: 'warning',
      lead: 'System działa.',
      rest: `Do załatwienia: ${formatPlural(waiting, matters)}.`,
    };
  return findings.length > 0
    ? { level: 'good', lead: 'Wszystko działa.', rest: 'Nic pilnego.' }
    : { level: 'good', lead: 'Wszystko działa.', rest: 'Nic nie wymaga Twojej uwagi.' };
}

export function renderVerdict(cockpit: Cockpit): Html {
  const { level, lead, rest } = wordVerdict(cockpit);
  return html`<p class="verdict ${level}"><strong>${lead}</strong> ${rest}</p>`;
}

/** What a screen reader says when it changes: the verdict and the first urgent thing. */
export function wordAnnouncement(cockpit: Cockpit): string {
  const { lead, rest } = wordVerdict(cockpit);
  const first = cockpit.findings.find(({ level }) => level === 'danger');
  return first === undefined ? `${lead} ${rest}` : `${lead} ${wordFinding(first, contextOf(cockpit)).lead}`;
}

/** What needs a hand, the most urgent first. */
export function renderFindings(cockpit: Cockpit): Html {
  const { findings } = cockpit;
  if (findings.length === 0) return html``;
  const context = contextOf(cockpit);
  const pressing = findings.filter(({ level }) => level !== 'info');
  const later = findings.filter(({ level }) => level === 'info');
  return html`${
    pressing.length === 0
      ? ''
      : html`<h2>Wymaga uwagi</h2><ul class="findings">${pressing.map((finding) => renderFinding(finding, cockpit, context))}</ul>`
  }${
    later.length === 0
      ? ''
      : html`<h2>Kiedy będzie chwila</h2><ul class="later">${later.map((finding) => html`<li>${renderWords(wordFinding(finding, context), cockpit.session)}</li>`)}</ul>`
  }`;
}

function renderFinding(finding: Finding, cockpit: Cockpit, context: WordingContext): Html {
  if (finding.kind !== 'asked')
    return html`<li class="notice ${finding.level}"><p>${renderWords(wordFinding(finding, context), cockpit.session)}</p></li>`;
  const { session, now } = cockpit;
  return html`${now.planned
    .filter(({ state }) => state === 'asked')
    .map(
      (one) =>
        html`<li class="notice warning">${renderAskedBody({ session, campaign: { id: one.campaignId, text: one.text } }, one)}</li>`,
    )}`;
}

function renderWords({ lead, rest, link }: FindingWords, { role }: Pick<Session, 'role'>): Html {
  const isOpen = link !== undefined && mayOpen(role, link.href.replace(/#.*$/, '').replace(/\d+$/, ':id'));
  return html`<strong>${lead}</strong> ${rest}${isOpen ? html` <a href="${link.href}">${link.label}</a>` : ''}`;
}

function contextOf({ now, day, session }: Cockpit): WordingContext {
  return {
    now: now.at,
    balance: day.balance,
    isAdmin: session.role === 'admin',
    runs: new Map(now.going.map((run) => [run.runId, run])),
  };
}

/** What is going out, and what is next. */
export function renderGoing({ now, session }: Cockpit): Html {
  const next = now.planned.filter(({ state }) => state === 'due').slice(0, nextShown);
  return html`<h2>Co teraz wychodzi</h2>
${now.alerts.map(
  (alert) =>
    html`<p><span class="tag danger">alert w mocy</span> do ${formatDateTime(alert.validUntil)}: <a href="${paths.admin.campaign(alert.campaignId)}">${shorten(alert.text)}</a>${mayOpen(session.role, paths.admin.alert) ? html` · <a href="${paths.admin.recallAlert(alert.campaignId)}">Odwołaj<span class="hidden-text"> alert ${alert.campaignId}</span></a>` : ''}</p>`,
)}
${now.going.length === 0 && now.alerts.length === 0 ? html`<p class="empty">Nic: żadna wysyłka nie jest w toku.</p>` : ''}
${now.going.map((run) => renderRun(run))}
<h3>Najbliższe zaplanowane</h3>
${
  next.length === 0
    ? html`<p class="empty">W ciągu dwóch tygodni nic nie jest zaplanowane.</p>`
    : html`<ul class="plain">${next.map((one) => html`<li>${formatDateTime(one.dueAt)}: <a href="${paths.admin.campaign(one.campaignId)}">${shorten(one.text)}</a>${one.isSeries ? ' (cykl)' : ''}</li>`)}</ul>`
}`;
}

function renderRun(run: GoingRun): Html {
  const { campaignId, total, waiting } = run;
  const name = campaignId === null ? 'Wysyłka automatyczna' : `Wysyłka ${campaignId}`;
  const state =
    run.state === 'paused'
      ? html`<span class="tag warning">wstrzymana</span>`
      : html`<span class="tag good">w toku</span>`;
  const done = run.isUncounted
    ? `Ponad ${formatCount(20_000)} wiadomości; dokładny stan pokaże się w ciągu minuty.`
    : wordDone({ total, done: total - waiting });
  return html`<div class="going"><p>${campaignId === null ? name : html`<a href="${paths.admin.campaign(campaignId)}">${name}</a>`} ${run.lane === 'alert' ? html`<span class="tag danger">alert</span> ` : ''}${state} ${done}${run.isFigure ? html` <span class="quiet">(stan sprzed chwili)</span>` : ''}</p>
${run.text === null ? '' : html`<p class="quiet small">${shorten(run.text)}</p>`}
${run.isUncounted ? '' : html`<progress aria-label="Postęp: ${name}" max="${Math.max(1, total)}" value="${total - waiting}"></progress>`}</div>`;
}

/** Whether it works: each part in words. */
export function renderState({ now, day, office, findings }: Cockpit): Html {
  const has = (...kinds: readonly Finding['kind'][]): boolean =>
    findings.some(({ kind }) => kinds.includes(kind));
  const { pulse, chores } = now;
  const at = now.at;
  const rows: readonly {
    readonly name: string;
    readonly words: Html | string;
    readonly isBad?: boolean;
  }[] = [
    {
      name: 'Wysyłanie',
      words: has('not_dispatching') ? 'nie działa' : 'działa',
      isBad: has('not_dispatching'),
    },
    { name: 'Operator SMS', words: wordGateway(now, has('gateway_silent')), isBad: has('gateway_silent') },
    { name: 'Kolejka', words: renderQueue(now), isBad: has('queue_stands', 'texts_wait', 'replies_held') },
    {
      name: 'Ostatni SMS od mieszkańca',
      words: pulse.lastInboundAt === null ? 'jeszcze żadnego' : formatAge(pulse.lastInboundAt, at),
    },
    {
      name: 'Potwierdzenia doręczeń',
      words: wordReceipts(now),
      ...(pulse.lastReceiptAt === null ? {} : { isBad: has('receipts_silent') }),
    },
    {
      name: 'Środki u operatora',
      words: wordBalance(day, pulse),
      ...(day.balance.grosze === null ? {} : { isBad: has('balance_short', 'balance_low') }),
    },
    {
      name: 'Tryb',
      words: office.mode === 'practice' ? 'ćwiczenia: nic nie jest wysyłane naprawdę' : 'rzeczywisty',
    },
    { name: 'Numer do rozmowy', words: office.settings.dialogueNumber || 'nie ustawiono' },
  ];
  return html`<h2>Czy działa</h2>
<dl class="facts checks">${rows.map(
    ({ name, words, isBad }) =>
      html`<dt>${name}</dt><dd>${isBad === undefined ? '' : html`<span class="mark ${isBad ? 'bad' : 'fine'}" aria-hidden="true">${isBad ? '!' : '✓'}</span> `}${words}</dd>`,
  )}</dl>${chores.overdue === 0 ? '' : html`<p class="quiet small">Część telefonów bywa wyłączona: brak potwierdzenia nie znaczy jeszcze, że wiadomość nie dojdzie.</p>`}`;
}

function wordGateway({ pulse, calls, at }: CockpitNow, isSilent: boolean): string {
  if (isSilent)
    return pulse.failingSince === null
      ? 'nie odpowiada'
      : `nie odpowiada od ${wordSpan(pulse.failingSince, at)}`;
  const took = calls.p50 ?? (pulse.failures === 0 ? pulse.probeMs : null);
  if (took !== null && (calls.p50 !== null || isFresh(pulse.probeAt, at)))
    return `odpowiada w ${wordSeconds(took)}`;
  return pulse.failures > 0 ? 'raz nie odpowiedział, pytamy dalej' : 'jeszcze nie sprawdzono';
}

function isFresh(probeAt: Date | null, now: Date): boolean {
  return probeAt !== null && now.getTime() - probeAt.getTime() < 5 * 60_000;
}

function renderQueue({ waits, pulse, at }: CockpitNow): Html | string {
  const lines = lanes.flatMap((lane) => {
    const wait = waits.find((one) => one.lane === lane);
    if (wait === undefined) return [];
    return wait.since === null
      ? [`${laneTitles[lane]}: czekają na swoją porę`]
      : [`${laneTitles[lane]}: najstarsza czeka ${wordSpan(wait.since, at)}`];
  });
  if (pulse.textWaitsSince !== null)
    lines.push(`SMS-y do obsłużenia: najstarszy czeka ${wordSpan(pulse.textWaitsSince, at)}`);
  return lines.length === 0
    ? 'pusta: nic nie czeka'
    : html`<ul class="plain">${lines.map((line) => html`<li>${line}</li>`)}</ul>`;
}

function wordReceipts({ pulse, chores, at }: CockpitNow): string {
  const last =
    pulse.lastReceiptAt === null ? 'jeszcze żadnych' : `ostatnie ${formatAge(pulse.lastReceiptAt, at)}`;
  return chores.overdue === 0
    ? last
    : `${last}; bez potwierdzenia dłużej niż 15 min: ${formatCount(chores.overdue)}`;
}

function wordBalance({ balance }: CockpitDay, { probeAt, failures }: CockpitNow['pulse']): string {
  if (balance.grosze === null) {
    if (failures > 0) return 'nie wiadomo, operator nie odpowiada';
    return probeAt === null ? 'jeszcze nie sprawdzono' : 'konto ich nie pokazuje';
  }
  const left = formatBalance(balance.grosze / 100);
  return balance.days === null ? left : `${left}, wystarczy na ${wordDays(balance.days)}`;
}

/** Today's figures. */
export function renderToday({ now, day }: Cockpit): Html {
  const { today, joins, subscribers } = day;
  return html`<h2>Dzisiaj</h2>
<dl class="figures">
<div><dt>SMS-y od mieszkańców</dt><dd>${formatCount(today.inbound)}</dd></div>
<div><dt>Odpowiedzi systemu</dt><dd>${formatCount(today.replies)}</dd></div>
<div><dt>Rozmowy z nowymi SMS-ami</dt><dd><a href="${paths.admin.inbox}">${formatCount(now.inbox.unread)}</a></dd></div>
<div><dt>Zapisy</dt><dd>${formatCount(joins.joins)}</dd></div>
<div><dt>Wypisy</dt><dd>${formatCount(joins.leaves)}</dd></div>
</dl>
<h2>Odbiorcy</h2>
<dl class="figures">
<div><dt>Zapisani</dt><dd><a href="${paths.admin.subscribers}">${formatCount(subscribers.active)}</a></dd></div>
<div><dt>Wstrzymani</dt><dd>${formatCount(subscribers.suspended)}</dd></div>
<div><dt>Wypisani</dt><dd>${formatCount(subscribers.left)}</dd></div>
</dl>`;
}

function shorten(text: string): string {
  return text.length <= 60 ? text : `${text.slice(0, 57).trimEnd()}…`;
}
