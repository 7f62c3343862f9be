import { type Listed, listListed } from '#db/audience-list.ts';
import type { Departure } from '#db/audience-sql.ts';
import type { Reads } from '#db/pool.ts';
import { renderText } from '#domain/campaign.ts';
import type { OfficeSettings } from '#domain/settings.ts';
import { composeText, placeValues } from './campaign-texts.ts';

export type ListedText = Pick<Listed, 'line' | 'msisdn' | 'item' | 'isReached'> & { readonly body: string };

export type ListText = {
  readonly text: string;
  readonly listId: number;
  readonly fields: readonly string[];
  readonly settings: OfficeSettings;
  /** When it leaves: who has paused is not reached. */
  readonly departure?: Departure | undefined;
};

const slice = 2_000;

/** The message of each person of a list, slice by slice in the file's order; while one is used the next is read. */
export async function* renderListTexts(db: Reads, of: ListText): AsyncGenerator<readonly ListedText[]> {
  const read = (after: number) =>
    listListed(db, { listId: of.listId, after, limit: slice, departure: of.departure });
  let next = read(0);
  for (;;) {
    const rows = await next;
    const last = rows.at(-1);
    if (last === undefined) return;
    next = rows.length < slice ? Promise.resolve([]) : read(last.line);
    // Whoever needs no more does not hear of its failure.
    next.catch(() => undefined);
    yield rows.map((row) => renderListed(of, row));
  }
}

/** The message of one person. A column wins over the place of the same name. */
export function renderListed(of: Omit<ListText, 'listId'>, row: Listed): ListedText {
  const { line, msisdn, item, isReached, cells } = row;
  const values = {
    ...placeValues(of.settings, row),
    ...Object.fromEntries(of.fields.flatMap((field, at) => (field === '' ? [] : [[field, cells[at] ?? '']]))),
  };
  return { line, msisdn, item, isReached, body: renderText(composeText(of.text, of.settings), values) };
}
