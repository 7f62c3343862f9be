// What became of each message of a campaign: masked, by state, as a page and as a file. Each look is audited.
import type { Hono } from 'hono';
import { html } from 'hono/html';
import { stream } from 'hono/streaming';
import { listMessages, type Message, type MessageCursor } from '#db/messages.ts';
import { toCsv, toCsvLine } from '#domain/csv.ts';
import { type MtState, mtStates } from '#domain/mt-status.ts';
import { formatDateTime } from '#html/format.ts';
import type { Html } from '#html/layout.ts';
import { paths } from '#html/paths.ts';
import { renderTable } from '#html/tables.ts';
import { openMessages } from '#services/list-messages.ts';
import { countWords } from './campaign-words.ts';
import { renderAdminPage } from './frame.ts';
import { maskSender } from './people.ts';
import type { AdminContext, AdminEnv } from './session.ts';

const pageSize = 100;
/** Rows read at once for a file. */
const sliceSize = 5_000;

export function mountMessages(app: Hono<AdminEnv>, admin: AdminContext): void {
  const { db } = admin.deps;

  app.get('/wysylki/:id{[0-9]{1,15}}/wiadomosci', async (c) => {
    const session = c.get('session');
    const campaignId = Number(c.req.param('id'));
    const state = parseState(c.req.query('stan'));
    const found = await openMessages(admin.deps, {
      actor: `staff:${session.staffId}`,
      campaignId,
      limit: pageSize + 1,
      state,
      after: parseCursor(c.req.query('po')),
      numbers: 'masked',
    });
    const page = found.slice(0, pageSize);
    const last = page.at(-1);
    const hasMore = found.length > pageSize && last !== undefined;
    return c.html(
      renderAdminPage(admin, {
        room: 'campaigns',
        session,
        title: `Wiadomości wysyłki ${campaignId}`,
        body: html`<p><a href="${paths.admin.campaign(campaignId)}">Wróć do wysyłki ${campaignId}</a></p>
${renderFilter(campaignId, state)}
${renderMessages(page, state)}
${hasMore ? html`<p><a href="${paths.admin.campaignMessages(campaignId)}?${new URLSearchParams({ ...(state === undefined ? {} : { stan: state }), po: `${last.runId}-${last.id}` }).toString()}">Następne wiadomości</a></p>` : ''}
${page.length === 0 ? '' : html`<div class="buttons"><a class="button second" href="${paths.admin.campaignMessagesFile(campaignId)}${state === undefined ? '' : `?stan=${state}`}">Pobierz CSV</a></div>`}
<p class="quiet small">Numery są zakryte. To, że oglądano tę listę, zapisano w dzienniku.</p>`,
      }),
    );
  });

  app.get('/wysylki/:id{[0-9]{1,15}}/wiadomosci.csv', async (c) => {
    const { staffId } = c.get('session');
    const campaignId = Number(c.req.param('id'));
    const state = parseState(c.req.query('stan'));
    const first = await openMessages(admin.deps, {
      actor: `staff:${staffId}`,
      campaignId,
      limit: sliceSize,
      state,
      numbers: 'masked',
    });
    c.header('content-type', 'text/csv; charset=utf-8');
    c.header('content-disposition', `attachment; filename="wiadomosci-${campaignId}.csv"`);
    return stream(c, async (file) => {
      await file.write(toCsv([['Numer', 'Stan', 'Powód', 'SMS-y', 'Wysłano', 'W telefonie']]));
      // Half a million rows pass by in slices: none of them waits in memory for the others.
      for (let slice = first; slice.length > 0 && !file.aborted; ) {
        await file.write(slice.map(toLine).join(''));
        const last = slice.at(-1);
        if (slice.length < sliceSize || last === undefined) break;
        slice = await listMessages(db, { campaignId, limit: sliceSize, state, after: last });
      }
    });
  });
}

function renderFilter(campaignId: number, state: MtState | undefined): Html {
  return html`<form class="search" method="get" action="${paths.admin.campaignMessages(campaignId)}">
<div class="field"><label for="stan">Stan</label>
<select id="stan" name="stan"><option value="">wszystkie</option>${countWords.map(
    (word) =>
      html`<option value="${word.state}"${word.state === state ? html` selected` : ''}>${word.label}</option>`,
  )}</select></div>
<button>Pokaż</button>
</form>`;
}

function renderMessages(rows: readonly Message[], state: MtState | undefined): Html {
  return renderTable<Message>({
    caption: 'Wiadomości, w kolejności planowania',
    isCaptionHidden: true,
    rows,
    empty: state === undefined ? 'Ta wysyłka nie ma jeszcze wiadomości.' : 'Nie ma wiadomości w tym stanie.',
    columns: [
      { title: 'Numer', cell: (row) => maskSender(row.msisdn), isHeader: true, isWhole: true },
      { title: 'Stan', cell: (row) => wordState(row.state) },
      { title: 'Powód', cell: (row) => wordReason(row) },
      { title: 'SMS-y', cell: (row) => String(row.segments), align: 'end' },
      { title: 'Wysłano', cell: (row) => wordInstant(row.submittedAt), isWhole: true },
      { title: 'W telefonie', cell: (row) => wordInstant(deliveredAt(row)), isWhole: true },
    ],
  });
}

function toLine(row: Message): string {
  return toCsvLine([
    maskSender(row.msisdn),
    wordState(row.state),
    wordReason(row),
    row.segments,
    row.submittedAt === null ? null : formatDateTime(row.submittedAt),
    deliveredAt(row) === null ? null : wordInstant(deliveredAt(row)),
  ]);
}

function deliveredAt(row: Message): Date | null {
  return row.state === 'delivered' ? row.reportedAt : null;
}

function wordInstant(at: Date | null): string {
  return at === null ? '–' : formatDateTime(at);
}

function wordState(state: MtState): string {
  return countWords.find((word) => word.state === state)?.label ?? state;
}

const reasonWords: Readonly<Record<string, string>> = {
  opted_out: 'wypisał się',
  paused: 'wstrzymał powiadomienia',
  no_consent: 'bez zgody',
  stale: 'nieaktualna odpowiedź',
  stopped: 'wysyłkę zatrzymano',
  too_late: 'było za późno',
  expired: 'straciło ważność',
  missing: 'operator jej nie przyjął',
  unproved: 'nie wiadomo, czy operator ją przyjął',
};

/** Why it did not leave; codes of the operator stay codes. */
function wordReason(row: Message): string {
  if (row.reason === null || row.state === 'delivered') return '–';
  return reasonWords[row.reason] ?? `kod operatora: ${row.reason}`;
}

function parseState(text: string | undefined): MtState | undefined {
  return mtStates.find((state) => state === text);
}

function parseCursor(text: string | undefined): MessageCursor | undefined {
  const found = /^(\d{1,15})-(\d{1,15})$/.exec(text ?? '');
  return found === null ? undefined : { runId: Number(found[1]), id: Number(found[2]) };
}
