import { listKitFigures } from '#db/kits.ts';
import {
  type FiguresRow,
  findCountedAt,
  listDailyFigures,
  listFigures,
  listFunnel,
  listInboundDays,
  listInboundFigures,
  listLatencies,
  listMemberDays,
  listPeople,
  listReportNames,
  type PeopleRow,
  type ReportDimension,
  reportDimensions,
} from '#db/reports.ts';
import { type Histogram, quantileOf, type ToldHistogram } from '#domain/histogram.ts';
import type { Period } from '#domain/report-period.ts';
import type { Deps } from './deps.ts';

export type PeopleFigure = {
  readonly count: number;
  /** Counted by a sample, within some 5 %. */
  readonly isEstimate: boolean;
};

export type Figures = Omit<FiguresRow, 'key'> & {
  readonly people: PeopleFigure;
  /** Of the sent, in per cent; null when nothing was sent. */
  readonly deliveredPercent: number | null;
  /** Seconds to the handset, within 5 %; null when nothing was delivered. */
  readonly secondsP50: number | null;
  readonly secondsP95: number | null;
};

export type NamedFigures = Figures & {
  /** What it is told by: a campaign's id, a category's key, a SYM… */
  readonly key: string;
  /** The text's beginning, the account's name; null when there is none any more. */
  readonly name: string | null;
};

export type JoinFunnel = {
  readonly door: string;
  readonly started: number;
  readonly code: number;
  readonly joined: number;
};

export type Report = {
  readonly period: Period;
  /** The ledger was last counted at. */
  readonly countedAt: Date | null;
  readonly total: Figures;
  readonly byCampaign: readonly NamedFigures[];
  readonly byCategory: readonly NamedFigures[];
  readonly byLocality: readonly NamedFigures[];
  readonly byStaff: readonly NamedFigures[];
  readonly byModule: readonly NamedFigures[];
  readonly days: readonly {
    readonly day: string;
    readonly sent: number;
    readonly delivered: number;
    readonly segments: number;
    readonly priceGrosze: number;
    readonly inbound: number;
    readonly joins: number;
    readonly leaves: number;
  }[];
  readonly inbound: readonly { readonly intent: string; readonly messages: number }[];
  readonly members: readonly {
    readonly door: string;
    readonly joins: number;
    readonly leaves: number;
  }[];
  readonly funnel: readonly JoinFunnel[];
  /** Posters by their tags: numbers that texted one, and those that joined. */
  readonly kits: readonly {
    readonly id: number;
    readonly name: string;
    readonly texted: number;
    readonly confirmed: number;
  }[];
};

/** Rows of one table: more campaigns than an office sends in eleven years. */
const mostRows = 10_000;

/** Everything counted of a period. Reads figures only, never the ledger: the same period later says the same. */
export async function findReport(deps: Pick<Deps, 'db'>, period: Period): Promise<Report> {
  const { db } = deps;
  // All at once: what takes longest is asked first, and the rest is read while it is counted.
  const [latencies, people, kits, daily, inboundDays, memberDays, inbound, funnel, countedAt, named] =
    await Promise.all([
      listLatencies(db, period),
      listPeople(db, period),
      listKitFigures(db, period),
      listDailyFigures(db, period),
      listInboundDays(db, period),
      listMemberDays(db, period),
      listInboundFigures(db, period),
      listFunnel(db, period),
      findCountedAt(db),
      Promise.all(reportDimensions.map((by) => findNamed(deps, { period, by }))),
    ]);
  const more = indexMore({ people, latencies });
  const rowsBy = (by: ReportDimension): readonly NamedFigures[] =>
    (named.find((one) => one.by === by)?.rows ?? []).map(({ name, ...row }) => ({
      ...toFigures(row, more(by, row.key)),
      key: row.key,
      name,
    }));
  return {
    period,
    countedAt,
    total: toFigures(addUp(daily), more('all', '')),
    byCampaign: rowsBy('campaign'),
    byCategory: rowsBy('category'),
    byLocality: rowsBy('locality'),
    byStaff: rowsBy('staff'),
    byModule: rowsBy('module'),
    days: mergeDays({ daily, inboundDays, memberDays }),
    inbound,
    members: mergeDoors(memberDays),
    funnel: mergeFunnel(funnel),
    kits,
  };
}

/** What is not in the sums: people, and times to the handset. */
type More = { readonly people: PeopleFigure; readonly histogram: Histogram };
type FindMore = (told: ReportDimension | 'all', key: string) => More;

function indexMore(of: {
  readonly people: readonly PeopleRow[];
  readonly latencies: readonly ToldHistogram[];
}): FindMore {
  const people = new Map(
    of.people.map(
      (row) => [`${row.told} ${row.key}`, { count: row.people, isEstimate: row.bits > 0 }] as const,
    ),
  );
  const histograms = new Map(of.latencies.map((row) => [`${row.told} ${row.key}`, row.histogram] as const));
  return (told, key) => ({
    people: people.get(`${told} ${key}`) ?? { count: 0, isEstimate: false },
    histogram: histograms.get(`${told} ${key}`) ?? new Map(),
  });
}

async function findNamed(
  { db }: Pick<Deps, 'db'>,
  { period, by }: { readonly period: Period; readonly by: ReportDimension },
): Promise<{
  readonly by: ReportDimension;
  readonly rows: readonly (FiguresRow & { readonly name: string | null })[];
}> {
  const rows = await listFigures(db, { period, by, limit: mostRows });
  const names = new Map((await findNames({ db }, { rows, by })).map((row) => [row.key, row.name]));
  return { by, rows: rows.map((row) => ({ ...row, name: names.get(row.key) ?? null })) };
}

async function findNames(
  { db }: Pick<Deps, 'db'>,
  of: { readonly rows: readonly FiguresRow[]; readonly by: ReportDimension },
): Promise<readonly { readonly key: string; readonly name: string }[]> {
  const keys = of.rows.map((row) => row.key);
  if (of.by === 'campaign') return listReportNames(db, { campaignIds: keys.map(Number), actors: [] });
  if (of.by === 'staff') return listReportNames(db, { campaignIds: [], actors: keys });
  return [];
}

function toFigures(row: Omit<FiguresRow, 'key'>, more: More): Figures {
  const { sent, waiting, unknown, submitted, delivered, undelivered, expired, rejected, skipped } = row;
  return {
    sent,
    waiting,
    unknown,
    submitted,
    delivered,
    undelivered,
    expired,
    rejected,
    skipped,
    segments: row.segments,
    priceGrosze: row.priceGrosze,
    people: more.people,
    deliveredPercent: sent === 0 ? null : (delivered / sent) * 100,
    secondsP50: quantileOf(more.histogram, 0.5),
    secondsP95: quantileOf(more.histogram, 0.95),
  };
}

const nothing = {
  sent: 0,
  waiting: 0,
  unknown: 0,
  submitted: 0,
  delivered: 0,
  undelivered: 0,
  expired: 0,
  rejected: 0,
  skipped: 0,
  segments: 0,
  priceGrosze: 0,
};

function addUp(rows: readonly FiguresRow[]): Omit<FiguresRow, 'key'> {
  return rows.reduce<Omit<FiguresRow, 'key'>>(
    (sum, row) => ({
      sent: sum.sent + row.sent,
      waiting: sum.waiting + row.waiting,
      unknown: sum.unknown + row.unknown,
      submitted: sum.submitted + row.submitted,
      delivered: sum.delivered + row.delivered,
      undelivered: sum.undelivered + row.undelivered,
      expired: sum.expired + row.expired,
      rejected: sum.rejected + row.rejected,
      skipped: sum.skipped + row.skipped,
      segments: sum.segments + row.segments,
      priceGrosze: sum.priceGrosze + row.priceGrosze,
    }),
    nothing,
  );
}

type MemberDays = Awaited<ReturnType<typeof listMemberDays>>;

function mergeDays(of: {
  readonly daily: readonly FiguresRow[];
  readonly inboundDays: Awaited<ReturnType<typeof listInboundDays>>;
  readonly memberDays: MemberDays;
}): Report['days'] {
  const sent = new Map(of.daily.map((row) => [row.key, row]));
  const inbound = new Map(of.inboundDays.map((row) => [row.day, row.messages]));
  const days = new Set([...sent.keys(), ...inbound.keys(), ...of.memberDays.map((row) => row.day)]);
  const membersOf = Map.groupBy(of.memberDays, (row) => row.day);
  return [...days].toSorted().map((day) => {
    const row = sent.get(day) ?? nothing;
    return {
      day,
      sent: row.sent,
      delivered: row.delivered,
      segments: row.segments,
      priceGrosze: row.priceGrosze,
      inbound: inbound.get(day) ?? 0,
      ...countActs(membersOf.get(day) ?? []),
    };
  });
}

function mergeDoors(memberDays: MemberDays): Report['members'] {
  return [...Map.groupBy(memberDays, (row) => row.door)]
    .map(([door, rows]) => ({ door, ...countActs(rows) }))
    .toSorted((a, b) => b.joins - a.joins);
}

function countActs(rows: MemberDays): { readonly joins: number; readonly leaves: number } {
  const count = (act: string): number =>
    rows.reduce((sum, row) => sum + (row.act === act ? row.people : 0), 0);
  return { joins: count('join'), leaves: count('leave') };
}

function mergeFunnel(rows: Awaited<ReturnType<typeof listFunnel>>): readonly JoinFunnel[] {
  return [...Map.groupBy(rows, (row) => row.door)].map(([door, steps]) => {
    const count = (step: string): number => steps.find((row) => row.step === step)?.people ?? 0;
    return { door, started: count('started'), code: count('code'), joined: count('joined') };
  });
}
