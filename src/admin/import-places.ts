// Places that a file leaves open: each is asked about once, for all its rows.
import { html } from 'hono/html';
import type { SubscriberImport } from '#db/subscriber-imports.ts';
import { formatPlural } from '#html/format.ts';
import { renderSelect } from '#html/forms.ts';
import type { Html } from '#html/layout.ts';
import { paths } from '#html/paths.ts';
import type { Session } from '#services/open-session.ts';
import { renderFormToken } from './frame.ts';
import { rowWords } from './import-words.ts';
import type { Form } from './session.ts';

const mostShown = 30;

export function renderOpenPlaces(page: {
  readonly session: Session;
  readonly found: SubscriberImport;
}): Html {
  const { session, found } = page;
  const open = found.findings?.open ?? [];
  if (open.length === 0) return html``;
  return html`<details open><summary>Miejsca do wyjaśnienia (${open.length})</summary>
<p>Te nazwy pasują do kilku miejsc albo są tylko podobne. Wybierz raz, a dotyczyć to będzie wszystkich takich wierszy. Czego nie wybierzesz, zostanie wierszem z błędem.</p>
<form method="post" action="${paths.admin.importPlaces(found.id)}" novalidate>
${renderFormToken(session)}
${open.slice(0, mostShown).map(
  ({ key, rows, options }, at) => html`<input type="hidden" name="klucz_${at}" value="${key}">
${renderSelect({
  name: `miejsce_${at}`,
  label: `${key} (${formatPlural(rows, rowWords)})`,
  value: '',
  choices: [{ value: '', label: 'nie wybieram' }, ...options],
})}`,
)}
${open.length > mostShown ? html`<p class="hint">To pierwsze ${mostShown}; po zapisaniu zobaczysz następne.</p>` : ''}
<div class="buttons"><button class="second">Zapisz wybór i sprawdź jeszcze raz</button></div>
</form></details>`;
}

/** Only what was offered may be chosen. */
export function readChosenPlaces(found: SubscriberImport, form: Form): Readonly<Record<string, string>> {
  const offered = new Map((found.findings?.open ?? []).map(({ key, options }) => [key, options]));
  return Object.fromEntries(
    Array.from({ length: mostShown }, (_, at) => [
      form[`klucz_${at}`] ?? '',
      form[`miejsce_${at}`] ?? '',
    ]).filter(([key = '', value]) => offered.get(key)?.some((option) => option.value === value) === true),
  );
}
