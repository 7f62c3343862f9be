// Everything kept about a person, as a page to be printed and handed over.
import { html } from 'hono/html';
import { formatDateTime } from '#html/format.ts';
import type { Html } from '#html/layout.ts';
import { renderTable } from '#html/tables.ts';
import type { gatherMyData } from '#services/mine-data.ts';

type Data = Awaited<ReturnType<typeof gatherMyData>>;

const states: Readonly<Record<string, string>> = {
  active: 'zapisany',
  suspended: 'wypisywanie w toku',
  left: 'wypisany',
};
const acts: Readonly<Record<string, string>> = {
  join: 'zapis',
  suspend: 'początek wypisywania',
  resume: 'powrót',
  leave: 'wypisanie',
  change: 'zmiana',
};
const doors: Readonly<Record<string, string>> = {
  sms: 'SMS',
  form: 'strona internetowa',
  api: 'inny system',
  import: 'plik',
  staff: 'urząd',
};

export function renderPersonData(data: Data): Html {
  const { subscription } = data;
  const at = (instant: string): string => formatDateTime(new Date(instant));
  return html`<dl class="facts">
<dt>Administrator danych</dt><dd>${data.controller}</dd>
<dt>Stan na</dt><dd>${at(data.generatedAt)}</dd>
<dt>Numer</dt><dd>${data.number}</dd>
${
  subscription === null
    ? html`<dt>Zapis</dt><dd>nigdy</dd>`
    : html`<dt>Stan</dt><dd>${states[subscription.state] ?? subscription.state}</dd>
<dt>Zapis</dt><dd>${at(subscription.joinedAt)}, ${doors[subscription.source] ?? subscription.source}</dd>
${subscription.leftAt === null ? '' : html`<dt>Wypisanie</dt><dd>${at(subscription.leftAt)}</dd>`}
${subscription.pausedUntil === null ? '' : html`<dt>Przerwa do</dt><dd>${at(subscription.pausedUntil)}</dd>`}
<dt>Adresy</dt><dd>${subscription.addresses.map(wordAddress).join('; ') || 'brak'}</dd>
<dt>Kategorie i podstawa prawna</dt><dd>${subscription.categories.map((row) => `${row.name} (${row.legalBasis})`).join('; ') || 'brak'}</dd>`
}
</dl>
${renderTable({
  caption: 'Zgody',
  rows: data.consents,
  empty: 'Brak.',
  columns: [
    { title: 'Kiedy', cell: (row) => at(row.at), isHeader: true, isWhole: true },
    { title: 'Co', cell: (row) => acts[row.act] ?? row.act },
    { title: 'Jak', cell: (row) => doors[row.door] ?? row.door },
    { title: 'Wersja klauzuli albo źródło', cell: (row) => row.wording },
  ],
})}
${renderTable({
  caption: 'Wiadomości do tej osoby',
  rows: data.messagesToYou,
  empty: 'Brak.',
  columns: [
    { title: 'Kiedy', cell: (row) => at(row.at), isHeader: true, isWhole: true },
    { title: 'Treść', cell: (row) => row.text ?? 'kod albo treść, której już nie ma' },
  ],
})}
${renderTable({
  caption: 'Wiadomości od tej osoby',
  rows: data.messagesFromYou,
  empty: 'Brak.',
  columns: [
    { title: 'Kiedy', cell: (row) => at(row.at), isHeader: true, isWhole: true },
    { title: 'Treść', cell: (row) => row.text ?? 'treść, której już nie ma' },
  ],
})}`;
}

function wordAddress(address: NonNullable<Data['subscription']>['addresses'][number]): string {
  const place = address.locality ?? `miejscowość ${address.sym}`;
  const street = address.symUl === null ? '' : `, ${address.street ?? `ulica ${address.symUl}`}`;
  return `${place}${street}${address.houseNumber === null ? '' : ` ${address.houseNumber}`}`;
}
