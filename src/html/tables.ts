// Tables that stay tables for a screen reader and become cards on a narrow screen (each cell carries its column's name).
import { html } from 'hono/html';
import type { Html } from './layout.ts';

export type Column<Row> = {
  readonly title: string;
  readonly cell: (row: Row) => Html | string;
  readonly align?: 'end';
  /** A number or a time that must not be broken over lines. */
  readonly isWhole?: true;
  /** The cell that names the row. */
  readonly isHeader?: true;
};

/** A table with a caption; `empty` stands in its place when there are no rows. */
export function renderTable<Row>(table: {
  readonly caption: string;
  /** The heading above says it already: only screen readers get it again. */
  readonly isCaptionHidden?: true;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly empty: Html | string;
  readonly rowClass?: (row: Row) => string;
}): Html {
  if (table.rows.length === 0) return html`<p class="empty">${table.empty}</p>`;
  return html`<div class="table-box" role="region" aria-label="${table.caption}" tabindex="0"><table>
<caption${table.isCaptionHidden ? html` class="hidden-text"` : ''}>${table.caption}</caption>
<thead><tr>${table.columns.map(
    (column) => html`<th scope="col"${column.align === 'end' ? html` class="end"` : ''}>${column.title}</th>`,
  )}</tr></thead>
<tbody>${table.rows.map(
    (row) =>
      html`<tr class="${table.rowClass?.(row) ?? ''}">${table.columns.map((column) => renderCell(column, row))}</tr>`,
  )}</tbody>
</table></div>`;
}

function renderCell<Row>(column: Column<Row>, row: Row): Html {
  const content = column.cell(row);
  const classes = [column.align, column.isWhole ? 'nowrap' : undefined].filter((name) => name !== undefined);
  const attributes = html`data-title="${column.title}"${classes.length === 0 ? '' : html` class="${classes.join(' ')}"`}`;
  return column.isHeader
    ? html`<th scope="row" ${attributes}>${content}</th>`
    : html`<td ${attributes}>${content}</td>`;
}
