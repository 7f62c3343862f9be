import { insertAudit } from '#db/audit.ts';
import { deleteSetting, listSettings, lockSettings, upsertSetting } from '#db/installation.ts';
import { insertSettingChange } from '#db/setting-changes.ts';
import type { ReplyKey } from '#domain/reply-texts.table.ts';
import {
  fillLongest,
  findReplyText,
  findReplyTextProblems,
  parseReplyTexts,
  type ReplyTextProblem,
  type ReplyTexts,
  replySettingKey,
  tidyReplyText,
} from '#domain/reply-texts.ts';
import { countSegments, neutraliseMacros, toGsm7 } from '#domain/segments.ts';
import { parseSettings } from '#domain/settings.ts';
import type { Deps, Office } from './deps.ts';
import { ServiceError } from './errors.ts';
import type { Session } from './open-session.ts';

type Editor = Pick<Session, 'staffId' | 'role'>;

export type ReplyTextChanged =
  | { readonly ok: true }
  | { readonly ok: false; readonly problems: readonly ReplyTextProblem[] };

/**
 * Gives one sentence of the dialogue the office's own wording; null, or the words of the release: back to those. Refused
 * with every reason at once. The wording before it is in the history. Running processes say it within a second.
 */
export async function changeReplyText(
  deps: Pick<Deps, 'db'>,
  change: { readonly key: ReplyKey; readonly text: string | null; readonly staff: Editor },
): Promise<ReplyTextChanged> {
  const { key, staff } = change;
  if (staff.role !== 'admin') throw new ServiceError('forbidden', 'only administrators word replies');
  const tidy = change.text === null ? null : tidyReplyText(change.text);
  const after = tidy === findReplyText(key).text ? null : tidy;
  return deps.db.transaction(async (tx): Promise<ReplyTextChanged> => {
    await lockSettings(tx);
    const rows = await listSettings(tx);
    const rules = parseSettings(rows).settings;
    const problems = after === null ? [] : findReplyTextProblems(key, after, rules);
    if (problems.length > 0) return { ok: false, problems };
    const stored = rows.find((row) => row.key === replySettingKey(key))?.value;
    const before = typeof stored === 'string' ? stored : null;
    if (before === after) return { ok: true };
    const actor = `staff:${staff.staffId}`;
    if (after === null) await deleteSetting(tx, replySettingKey(key));
    else await upsertSetting(tx, { key: replySettingKey(key), value: after, by: actor });
    await insertSettingChange(tx, { actor, subject: replySettingKey(key), before, after });
    await insertAudit(tx, { actor, act: 'reply_text.change', subject: `reply_text:${key}` });
    return { ok: true };
  });
}

/** The office's wordings as stored this moment. */
export async function readFreshTexts(deps: Pick<Deps, 'db'>): Promise<ReplyTexts> {
  const rows = await listSettings(deps.db);
  return parseReplyTexts(rows, parseSettings(rows).settings);
}

/** The longest text a wording can become, and how it counts. */
export function measureReplyText(
  key: ReplyKey,
  text: string,
): { readonly longest: string; readonly units: number; readonly segments: number } {
  const longest = fillLongest(key, text);
  const { units, segments } = countSegments(longest);
  return { longest, units, segments };
}

/** The text as a resident would read it: the office's own names, a made-up address and code. */
export function sampleReplyText(office: Office, key: ReplyKey, text: string): string {
  const { rooms } = findReplyText(key);
  const more = office.categories.filter(({ isActive, isAlert }) => isActive && !isAlert);
  const alerts = office.categories.find(({ isAlert }) => isAlert)?.name ?? 'Alerty';
  const isQuestion = key === 'askCategories' || key === 'categoriesUnclear';
  const names = more.map(({ name }, at) => (isQuestion ? `${at + 1} ${name}` : name));
  const joined = (room: number): string => {
    const all = [alerts, ...names].join(', ');
    return all.length <= room ? all : `${alerts} i ${names.length} innych`;
  };
  const values: Readonly<Record<string, string>> = {
    urzad: office.settings.officeShortName,
    administrator: office.settings.controllerName,
    telefon: office.settings.helpPhone || '61 123 45 67',
    miejscowosc: 'Nowa Wies',
    adres: 'Nowa Wies, ul. Lipowa 5',
    reszta: 'Nowa Wies, ul. Polna 2',
    lista: '1 Nowa Wies, 2 Nowa Wies Mala, 3 Nowa Wola',
    alerty: alerts,
    kategorie: isQuestion ? names.join(', ') : joined(rooms.kategorie ?? 0),
    kod: '482913',
    minuty: '10',
    proby: '4',
    czego: 'nazwe ulicy (albo BRAK)',
  };
  return neutraliseMacros(
    text.replace(/\{([a-z]+)\}/g, (whole, name: string) => {
      const value = toGsm7(values[name] ?? whole).replace(/[[\]{}^~|\\]/g, '');
      return value.slice(0, rooms[name] ?? value.length);
    }),
  );
}
