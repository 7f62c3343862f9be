// An import that is stored: what it did, and undoing it.
import { html } from 'hono/html';
import type { SubscriberImport } from '#db/subscriber-imports.ts';
import { formatCount, formatDateTime, formatPlural } from '#html/format.ts';
import { type Html, renderNotice } from '#html/layout.ts';
import { paths } from '#html/paths.ts';
import type { Session } from '#services/open-session.ts';
import { renderAdminPage, renderFormToken } from './frame.ts';
import { importStateWords, personWords, wordImporter } from './import-words.ts';
import type { AdminContext } from './session.ts';

export function renderStored(
  admin: AdminContext,
  page: { readonly session: Session; readonly found: SubscriberImport; readonly isJust: boolean },
): Html {
  const { session, found, isJust } = page;
  const { counts, undoCounts } = found;
  return renderAdminPage(admin, {
    room: 'subscribers',
    session,
    title: `Wczytanie nr ${found.id}`,
    width: 'narrow',
    body: html`<p><a href="${paths.admin.imports}">Wszystkie wczytania</a></p>
${isJust && counts !== null ? renderNotice({ kind: 'good', body: `Wczytano. Nowe: ${formatPlural(counts.joined, personWords)}, uzupełnione: ${formatPlural(counts.extended, personWords)}.` }) : ''}
<dl class="facts">
<dt>Plik</dt><dd>${found.name || 'bez nazwy'}</dd>
<dt>Stan</dt><dd>${importStateWords[found.state]}</dd>
<dt>Kto</dt><dd>${wordImporter(found.createdBy)}</dd>
${found.storedAt === null ? '' : html`<dt>Kiedy</dt><dd>${formatDateTime(found.storedAt)}</dd>`}
${counts === null ? '' : html`<dt>Nowe osoby</dt><dd>${formatCount(counts.joined)}</dd><dt>Uzupełnione</dt><dd>${formatCount(counts.extended)}</dd><dt>Dodane adresy</dt><dd>${formatCount(counts.addresses)}</dd>`}
${
  found.undoneAt === null || undoCounts === null
    ? ''
    : html`<dt>Cofnięte</dt><dd>${formatDateTime(found.undoneAt)}, ${found.undoneBy ?? ''}</dd>
<dt>Usunięte osoby</dt><dd>${formatCount(undoCounts.removed)}</dd>
<dt>Przywrócone do stanu sprzed</dt><dd>${formatCount(undoCounts.restored)}</dd>
<dt>Zostawione</dt><dd>${formatCount(undoCounts.spared)}</dd>`
}
</dl>
${
  found.state === 'stored'
    ? html`<h2>Cofnięcie</h2>
<p>Osoby, które zapisał ten plik, znikną z listy, a pozostałym zniknie to, co plik dodał. Zostaną te, które od tego czasu same coś zrobiły: napisały SMS, potwierdziły albo zmieniły zapis, wypisały się, i te, które przyszły też innym plikiem. Wysłanych już SMS-ów nie da się cofnąć.</p>
<form method="post" action="${paths.admin.undoImport(found.id)}">${renderFormToken(session)}<div class="buttons"><button class="risky">Cofnij to wczytanie</button></div></form>`
    : ''
}`,
  });
}
