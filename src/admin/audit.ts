// /admin/ustawienia/dziennik: who did what and when. The log can be added to and read, never changed.
import type { Hono } from 'hono';
import { html } from 'hono/html';
import { type AuditEntry, type AuditSearch, listAudit } from '#db/audit.ts';
import { type AuditGroup, auditActs, auditGroups } from '#domain/audit-acts.table.ts';
import { toCsv, toCsvLine } from '#domain/csv.ts';
import { officeTimeZone } from '#domain/quiet-hours.ts';
import { formatDateTime } from '#html/format.ts';
import { renderField } from '#html/forms.ts';
import type { Html } from '#html/layout.ts';
import { paths } from '#html/paths.ts';
import { renderTable } from '#html/tables.ts';
import type { Session } from '#services/open-session.ts';
import { noteAuditRead } from '#services/read-audit.ts';
import { linkSubject, wordAct, wordActor, wordDetail, wordSubject } from './audit-words.ts';
import { renderAdminPage } from './frame.ts';
import { parseId } from './inbox.ts';
import { listNames } from './people.ts';
import type { AdminContext, AdminEnv } from './session.ts';

const pageSize = 100;
/** Rows that a file takes from the database at a time. */
const fileSlice = 5_000;

type Query = Readonly<Record<string, string>>;

export function mountAudit(app: Hono<AdminEnv>, admin: AdminContext): void {
  const { db } = admin.deps;

  app.get('/ustawienia/dziennik', async (c) => {
    const query = c.req.query();
    const before = parseId(query.przed);
    const found = await listAudit(db, { ...readSearch(query), before, limit: pageSize + 1 });
    return c.html(await render({ session: c.get('session'), query, found }));
  });

  app.get('/ustawienia/dziennik.csv', async (c) => {
    const query = c.req.query();
    const search = readSearch(query);
    const names = await listNames(admin);
    await noteAuditRead(admin.deps, `staff:${c.get('session').staffId}`);
    c.header('content-type', 'text/csv; charset=utf-8');
    c.header('content-disposition', 'attachment; filename="dziennik.csv"');
    const encoder = new TextEncoder();
    let before: number | undefined;
    let isOver = false;
    // Slice by slice: years of entries never stand in memory at once.
    const body = new ReadableStream<Uint8Array>({
      start: (out) => {
        out.enqueue(encoder.encode(toCsv([['numer', 'kiedy', 'kto', 'co', 'czego dotyczy', 'szczegóły']])));
      },
      pull: async (out) => {
        const entries = isOver ? [] : await listAudit(db, { ...search, before, limit: fileSlice });
        before = entries.at(-1)?.id;
        isOver = entries.length < fileSlice;
        out.enqueue(encoder.encode(entries.map((entry) => toCsvLine(toCells(entry, names))).join('')));
        if (isOver) out.close();
      },
    });
    return c.body(body);
  });

  async function render(page: {
    readonly session: Session;
    readonly query: Query;
    readonly found: readonly AuditEntry[];
  }): Promise<Html> {
    const { session, query, found } = page;
    const entries = found.slice(0, pageSize);
    const last = entries.at(-1);
    const names = await listNames(admin);
    const kept = new URLSearchParams(
      fieldNames.flatMap((name) => (query[name] ? [[name, query[name]]] : [])),
    ).toString();
    return renderAdminPage(admin, {
      room: 'settings',
      session,
      title: 'Dziennik',
      body: html`<p>Kto, co i kiedy zrobił w panelu. Wpisów nikt nie może zmienić ani usunąć; zostają co najmniej dwa lata. Nie ma w nich numerów ani treści SMS-ów, tylko oznaczenia.</p>
<form method="get" action="${paths.admin.auditLog}" class="search">
<div class="field"><label for="kto">Kto</label>
<select id="kto" name="kto"><option value="">wszyscy</option>${[...names].map(([id, name]) => renderOption(String(id), name, query.kto))}${renderOption('system', 'system', query.kto)}${renderOption('cli', 'administrator serwera', query.kto)}</select></div>
<div class="field"><label for="co">Co</label>
<select id="co" name="co"><option value="">wszystko</option>${Object.entries(auditGroups).map(([key, label]) => html`<optgroup label="${label}">${renderOption(key, `${label}: wszystko`, query.co)}${listActs(key).map((act) => renderOption(act, wordAct(act), query.co))}</optgroup>`)}</select></div>
${renderField({ name: 'czego', label: 'Czego dotyczy', hint: 'Na przykład: wysyłka 12, osoba 7, konto 3', value: query.czego, maxlength: 60, isShort: true })}
${renderField({ name: 'od', label: 'Od dnia', type: 'date', value: query.od, isShort: true })}
${renderField({ name: 'do', label: 'Do dnia', type: 'date', value: query.do, isShort: true })}
<div class="buttons"><button>Pokaż</button> <a href="${paths.admin.auditFile}${kept === '' ? '' : `?${kept}`}">Pobierz jako CSV</a></div>
</form>
${renderTable<AuditEntry>({
  caption: 'Wpisy, od najnowszego',
  columns: [
    { title: 'Kiedy', cell: ({ at }) => formatDateTime(at), isWhole: true },
    { title: 'Kto', cell: ({ actor }) => wordActor(actor, names) },
    { title: 'Co', isHeader: true, cell: ({ act }) => wordAct(act) },
    { title: 'Czego dotyczy', cell: ({ subject }) => linkSubject(subject, names) },
    { title: 'Szczegóły', cell: ({ detail }) => wordDetail(detail) },
  ],
  rows: entries,
  empty: 'Nic takiego nie zapisano. Zmień warunki powyżej.',
})}
${found.length > pageSize && last !== undefined ? html`<p><a href="${paths.admin.auditLog}?${kept === '' ? '' : `${kept}&`}przed=${last.id}">Starsze wpisy</a></p>` : ''}`,
    });
  }
}

const fieldNames = ['kto', 'co', 'czego', 'od', 'do'] as const;

function renderOption(value: string, label: string, chosen: string | undefined): Html {
  return html`<option value="${value}"${value === chosen ? html` selected` : ''}>${label}</option>`;
}

function listActs(group: string): readonly string[] {
  return Object.entries(auditActs).flatMap(([act, [own]]) => (own === group ? [act] : []));
}

/** What of the query can be understood; the rest asks for nothing. */
function readSearch(query: Query): AuditSearch {
  const { kto = '', co = '', od, do: until } = query;
  const acts = isGroup(co) ? listActs(co) : co === '' ? undefined : [co];
  return {
    actor: /^\d{1,15}$/.test(kto) ? `staff:${kto}` : kto === 'system' || kto === 'cli' ? kto : undefined,
    acts,
    subject: readSubject(query.czego ?? ''),
    from: readDay(od, 0),
    until: readDay(until, 1),
  };
}

function isGroup(text: string): text is AuditGroup {
  return Object.hasOwn(auditGroups, text);
}

const subjectKinds: Readonly<Record<string, string>> = {
  osoba: 'phone',
  rozmowa: 'thread',
  wysyłka: 'campaign',
  wysylka: 'campaign',
  konto: 'staff',
  token: 'token',
  rejon: 'area',
  lista: 'list',
};

/** "wysyłka 12" or the log's own "campaign:12". */
function readSubject(typed: string): string | undefined {
  const text = typed.trim().toLowerCase();
  if (text === '') return undefined;
  const [, word = '', id] = /^(\p{L}+)\s*:?\s*(\d{1,15})$/u.exec(text) ?? [];
  return id === undefined ? text : `${subjectKinds[word] ?? word}:${id}`;
}

function readDay(day: string | undefined, later: number): Date | undefined {
  if (day === undefined || !/^\d{4}-\d{2}-\d{2}$/.test(day)) return undefined;
  try {
    const date = Temporal.PlainDate.from(day).add({ days: later });
    return new Date(date.toZonedDateTime(officeTimeZone).epochMilliseconds);
  } catch {
    // 31 February: no day to search by.
    return undefined;
  }
}

function toCells(entry: AuditEntry, names: ReadonlyMap<number, string>): readonly (string | number)[] {
  const { id, at, actor, act, subject, detail } = entry;
  const when = formatDateTime(at);
  return [id, when, wordActor(actor, names), wordAct(act), wordSubject(subject, names), wordDetail(detail)];
}
