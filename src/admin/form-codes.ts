// What one-time codes of the public form cost by the hour, and how often the form was narrowed: beside the setting that
// limits it.
import { html } from 'hono/html';
import { listFormHours } from '#db/form-hours.ts';
import type { OfficeSettings } from '#domain/settings.ts';
import { formatCount, formatPlural, formatPrice } from '#html/format.ts';
import type { Html } from '#html/layout.ts';
import type { AdminContext } from './session.ts';

const dayMs = 86_400_000;

/** This hour and the last day, beside the setting. */
export async function renderFormHours(admin: AdminContext, settings: OfficeSettings): Promise<Html> {
  const now = admin.deps.clock();
  const hours = await listFormHours(admin.deps.db, new Date(now.getTime() - dayMs));
  const thisHour = hours.find((hour) => hour.hour.getTime() > now.getTime() - dayMs / 24);
  const limit = settings.formCodesHourGrosze;
  const { segmentPriceGrosze } = settings;
  const sum = (of: 'codes' | 'challenged' | 'refused') => hours.reduce((total, hour) => total + hour[of], 0);
  return html`<h3>Kody z formularza</h3>
<dl class="facts">
<dt>W tej godzinie</dt><dd>${formatPrice(thisHour?.costGrosze ?? 0)}${limit === null ? '' : html` z ${formatPrice(limit)}`}</dd>
${limit === null || segmentPriceGrosze === 0 ? '' : html`<dt>Limit starczy na</dt><dd>${formatPlural(Math.floor(limit / segmentPriceGrosze), { one: 'kod', few: 'kody', many: 'kodów' })} na godzinę</dd>`}
<dt>W ciągu doby: próśb o kod</dt><dd>${formatCount(sum('codes'))}</dd>
<dt>W ciągu doby: sprawdzano, czy to nie automat</dt><dd>${formatCount(sum('challenged'))} razy</dd>
<dt>W ciągu doby: odmówiono z powodu limitu</dt><dd>${formatCount(sum('refused'))} razy</dd>
</dl>`;
}
