import { type AudiencePlace, listAudiencePlaces } from '#db/audience.ts';
import type { Departure } from '#db/audience-sql.ts';
import type { Reads } from '#db/pool.ts';
import {
  type Audience,
  findPlaceholderShape,
  listPlaceholders,
  type Placeholder,
  prepareText,
  renderText,
} from '#domain/campaign.ts';
import { displayStreet } from '#domain/places.ts';
import type { OfficeSettings } from '#domain/settings.ts';
import type { TextShape } from '#domain/text-shape.ts';

/** One rendering of a campaign's text, and how many recipients get it. */
export type Rendering = {
  readonly body: string;
  readonly recipients: number;
  readonly sym: string | null;
  readonly symUl: string | null;
};

/** Whether the text is the same for everybody. */
export function isCommonText(text: string): boolean {
  return listPlaceholders(text).length === 0;
}

/**
 * What broadcasts carry besides their text: a name can't be answered, so the way to leave is added (product rule 8).
 * `{kept}` placeholders stand untouched.
 */
export function composeText(text: string, settings: OfficeSettings): string {
  const body = prepareText(text);
  if (settings.senderName === '' || settings.dialogueNumber === '' || body === '') return body;
  return `${body}\nRezygnacja: STOP na ${settings.dialogueNumber.replace(/\s/g, '')}`;
}

/** What the messages of a personalised text have in common; null when they can't share a call at a gateway. */
export function findShape(text: string, settings: OfficeSettings): TextShape | null {
  return findPlaceholderShape(composeText(text, settings));
}

/** Every distinct rendering of a personalised text for the audience as it is now, or for those reached at an instant. */
export async function renderForPlaces(
  db: Reads,
  campaign: {
    readonly text: string;
    readonly audience: Audience;
    readonly settings: OfficeSettings;
    readonly departure?: Departure | undefined;
  },
): Promise<readonly Rendering[]> {
  const places = await listAudiencePlaces(db, campaign.audience, campaign.departure);
  return places.map((place) => ({
    body: renderFor(campaign, place),
    recipients: place.count,
    sym: place.sym,
    symUl: place.symUl,
  }));
}

/** The text for somebody whose place is not known. */
export function renderWithoutPlace(campaign: {
  readonly text: string;
  readonly settings: OfficeSettings;
}): string {
  return renderFor(campaign, null);
}

function renderFor(
  { text, settings }: { readonly text: string; readonly settings: OfficeSettings },
  place: AudiencePlace | null,
): string {
  return renderText(composeText(text, settings), placeValues(settings, place));
}

/** What a text calls the place of its recipient. */
export function placeValues(
  settings: OfficeSettings,
  place: Pick<AudiencePlace, 'locality' | 'cecha' | 'nazwa1' | 'nazwa2'> | null,
): Readonly<Record<Placeholder, string>> {
  const locality = place?.locality ?? settings.officeShortName;
  const { cecha, nazwa1, nazwa2 } = place ?? {};
  // A village without streets: its name says where, an empty gap would not.
  const street =
    typeof nazwa1 === 'string'
      ? displayStreet({ cecha: cecha ?? '', nazwa1, nazwa2: nazwa2 ?? '' })
      : locality;
  return { miejscowosc: locality, ulica: street };
}
