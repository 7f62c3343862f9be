// When a campaign is sent, as fields of a form: now, at a time, or as a series. Works without JavaScript.
import { html } from 'hono/html';
import type { Campaign } from '#db/campaigns.ts';
import { findTimeProblem } from '#domain/campaign.ts';
import { findGap, instantOfLocal, officeTimeZone } from '#domain/quiet-hours.ts';
import { nextInstants, type Recurrence, recurrenceSchema } from '#domain/recurrence.ts';
import { formatDateTime } from '#html/format.ts';
import { type Problems, renderField, renderRadios } from '#html/forms.ts';
import type { Html } from '#html/layout.ts';
import { timeWords } from './campaign-words.ts';
import type { Form } from './session.ts';

type When = {
  /** Neither: now. */
  readonly sendAt?: Date;
  readonly recurrence?: Recurrence;
};

export type WhenAnswer =
  | { readonly ok: true; readonly when: When }
  | { readonly ok: false; readonly problems: Problems };

const weekdays = ['poniedziałek', 'wtorek', 'środa', 'czwartek', 'piątek', 'sobota', 'niedziela'];
const steps = [
  { value: 'day', label: 'dni' },
  { value: 'week', label: 'tygodni' },
  { value: 'month', label: 'miesięcy' },
];
const monthDays = [
  { value: 'day', label: 'dzień miesiąca o numerze' },
  { value: 'last', label: 'ostatni dzień miesiąca' },
  { value: '1', label: 'pierwszy taki dzień tygodnia' },
  { value: '2', label: 'drugi taki dzień tygodnia' },
  { value: '3', label: 'trzeci taki dzień tygodnia' },
  { value: '4', label: 'czwarty taki dzień tygodnia' },
  { value: '-1', label: 'ostatni taki dzień tygodnia' },
];

/** The fieldset "Kiedy"; names of its fields begin with `kiedy`. */
export function renderWhenFields(fields: { readonly form: Form; readonly problems: Problems }): Html {
  const { form, problems } = fields;
  return html`${renderRadios({
    name: 'kiedy',
    legend: 'Kiedy',
    value: form.kiedy ?? 'teraz',
    problem: problems.kiedy,
    choices: [
      { value: 'teraz', label: 'Teraz' },
      { value: 'pora', label: 'O wybranej porze' },
      { value: 'seria', label: 'Cyklicznie', hint: 'Ta sama treść będzie wychodzić w kolejnych terminach.' },
    ],
  })}
<details class="when"${form.kiedy === 'pora' || problems.kiedy_pora !== undefined ? html` open` : ''}><summary>Wybrana pora</summary>
${renderField({ name: 'kiedy_pora', label: 'Dzień i godzina', type: 'datetime-local', value: form.kiedy_pora, problem: problems.kiedy_pora, isShort: true })}
</details>
<details class="when"${form.kiedy === 'seria' || hasSeriesProblem(problems) ? html` open` : ''}><summary>Terminy cyklu</summary>
${renderSeriesFields(fields)}
</details>`;
}

/** The rule alone, for the page that changes a series. */
export function renderSeriesFields({
  form,
  problems,
}: {
  readonly form: Form;
  readonly problems: Problems;
}): Html {
  return html`${renderField({ name: 'kiedy_co', label: 'Co ile', type: 'number', value: form.kiedy_co ?? '1', problem: problems.kiedy_co, inputmode: 'numeric', isShort: true })}
${renderSelect({ name: 'kiedy_krok', label: 'Dni, tygodni czy miesięcy', choices: steps, value: form.kiedy_krok ?? 'week' })}
<fieldset id="kiedy_dni" class="field${problems.kiedy_dni === undefined ? '' : ' has-problem'}"><legend>Dni tygodnia</legend>
<p class="hint">Przy „tygodni” i przy „taki dzień tygodnia”.</p>
${problems.kiedy_dni === undefined ? '' : html`<p class="problem">${problems.kiedy_dni}</p>`}
<div class="buttons">${weekdays.map((name, at) => {
    const id = `kiedy_dzien_${at + 1}`;
    return html`<div class="choice"><input type="checkbox" id="${id}" name="${id}" value="1"${form[id] === '1' ? html` checked` : ''}><label for="${id}">${name}</label></div>`;
  })}</div></fieldset>
${renderSelect({ name: 'kiedy_miesiac', label: 'Dzień w miesiącu (przy „miesięcy”)', choices: monthDays, value: form.kiedy_miesiac ?? 'day' })}
${renderField({ name: 'kiedy_numer', label: 'Numer dnia', type: 'number', value: form.kiedy_numer ?? '1', problem: problems.kiedy_numer, hint: 'Gdy miesiąc jest krótszy, wyjdzie ostatniego dnia.', inputmode: 'numeric', isShort: true })}
${renderField({ name: 'kiedy_godzina', label: 'Godzina', type: 'time', value: form.kiedy_godzina ?? '10:00', problem: problems.kiedy_godzina, isShort: true })}
${renderField({ name: 'kiedy_od', label: 'Od dnia', type: 'date', value: form.kiedy_od, problem: problems.kiedy_od, hint: 'Puste pole: od dziś.', isShort: true })}
${renderField({ name: 'kiedy_do', label: 'Do dnia', type: 'date', value: form.kiedy_do, problem: problems.kiedy_do, hint: 'Puste pole: bez końca.', isShort: true })}
${renderField({ name: 'kiedy_razy', label: 'Ile razy', type: 'number', value: form.kiedy_razy, problem: problems.kiedy_razy, hint: 'Puste pole: bez ograniczenia.', inputmode: 'numeric', isShort: true })}
${renderSelect({
  name: 'kiedy_swieta',
  label: 'W dni ustawowo wolne',
  value: form.kiedy_swieta ?? 'send',
  choices: [
    { value: 'send', label: 'wyślij jak zwykle' },
    { value: 'skip', label: 'pomiń termin' },
    { value: 'move', label: 'przenieś na następny dzień roboczy' },
  ],
})}`;
}

/** What the fields say, or what is wrong with them by field. */
export function parseWhen(form: Form, now: Date): WhenAnswer {
  if (form.kiedy === 'pora') return parseTime(form.kiedy_pora ?? '', now);
  if (form.kiedy === 'seria') return parseSeries(form, now);
  return { ok: true, when: {} };
}

/** The rule that the fields describe. */
export function parseSeries(
  form: Form,
  now: Date,
):
  | { readonly ok: true; readonly when: { readonly recurrence: Recurrence } }
  | { readonly ok: false; readonly problems: Problems } {
  const days = weekdays.flatMap((_, at) => (form[`kiedy_dzien_${at + 1}`] === '1' ? [at + 1] : []));
  const every = form.kiedy_krok;
  const isNth = every === 'month' && /^(-1|[1-4])$/.test(form.kiedy_miesiac ?? '');
  if ((every === 'week' || isNth) && days.length === 0)
    return { ok: false, problems: { kiedy_dni: 'Zaznacz dzień tygodnia.' } };
  if (isNth && days.length > 1)
    return {
      ok: false,
      problems: { kiedy_dni: 'Przy takim dniu miesiąca zaznacz tylko jeden dzień tygodnia.' },
    };
  const rule = {
    every,
    interval: toNumber(form.kiedy_co ?? '1'),
    time: form.kiedy_godzina ?? '',
    from: form.kiedy_od || localOf(now).toPlainDate().toString(),
    holidays: form.kiedy_swieta ?? 'send',
    ...(form.kiedy_do ? { until: form.kiedy_do } : {}),
    ...(form.kiedy_razy ? { count: toNumber(form.kiedy_razy) } : {}),
    ...(every === 'week' ? { weekdays: days } : {}),
    ...(every === 'month' ? { on: toMonthDay(form, days) } : {}),
  };
  const parsed = recurrenceSchema.safeParse(rule);
  if (!parsed.success) {
    const found = parsed.error.issues.map(({ path }) => String(path[0]));
    return { ok: false, problems: wordRuleProblems(found) };
  }
  if (nextInstants(parsed.data, now, 1).length === 0) {
    return {
      ok: false,
      problems: { kiedy_do: 'Ten cykl nie ma już żadnego terminu. Zmień koniec albo dni.' },
    };
  }
  return { ok: true, when: { recurrence: parsed.data } };
}

/** The fields as they were filled in for a stored campaign. */
export function toWhenForm({ sendAt, recurrence }: Pick<Campaign, 'sendAt' | 'recurrence'>): Form {
  if (recurrence !== null) {
    const days = recurrence.every === 'week' ? recurrence.weekdays : [];
    const on = recurrence.every === 'month' ? recurrence.on : undefined;
    const nthDay = on !== undefined && 'nth' in on ? [on.weekday] : [];
    return {
      kiedy: 'seria',
      kiedy_co: String(recurrence.interval),
      kiedy_krok: recurrence.every,
      kiedy_godzina: recurrence.time,
      kiedy_od: recurrence.from,
      kiedy_do: recurrence.until ?? '',
      kiedy_razy: recurrence.count === undefined ? '' : String(recurrence.count),
      kiedy_swieta: recurrence.holidays,
      ...Object.fromEntries([...days, ...nthDay].map((day) => [`kiedy_dzien_${day}`, '1'])),
      ...(on === undefined
        ? {}
        : 'nth' in on
          ? { kiedy_miesiac: String(on.nth) }
          : { kiedy_miesiac: on.day === 31 ? 'last' : 'day', kiedy_numer: String(on.day) }),
    };
  }
  return sendAt === null
    ? { kiedy: 'teraz' }
    : { kiedy: 'pora', kiedy_pora: localOf(sendAt).toString({ smallestUnit: 'minute' }) };
}

/** The next dates of a rule, as the preview shows them. */
export function renderNextDates(rule: Recurrence, now: Date): Html {
  const next = nextInstants(rule, now, 5);
  return html`<ol class="dates">${next.map(({ at }) => html`<li>${formatWeekday(at)}, ${formatDateTime(at)}</li>`)}</ol>`;
}

function parseTime(given: string, now: Date): WhenAnswer {
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?$/.test(given)) {
    return { ok: false, problems: { kiedy_pora: 'Podaj dzień i godzinę wysyłki.' } };
  }
  try {
    const local = Temporal.PlainDateTime.from(given);
    const sendAt = instantOfLocal(local);
    const problem = wordGap(local) ?? wordTimeProblem(sendAt, now);
    return problem === undefined
      ? { ok: true, when: { sendAt } }
      : { ok: false, problems: { kiedy_pora: problem } };
  } catch {
    return { ok: false, problems: { kiedy_pora: 'Nie ma takiego dnia. Sprawdź datę.' } };
  }
}

/** In the night when clocks are put forward an hour is missing; whoever chose it is asked, not guessed for. */
function wordGap(local: Temporal.PlainDateTime): string | undefined {
  const gap = findGap(local);
  if (gap === null) return undefined;
  const { from, to } = gap;
  const chosen = local.toPlainTime().toString({ smallestUnit: 'minute' }).replace(/^0/, '');
  return `Godziny ${chosen} tego dnia nie będzie: zegary przechodzą wtedy z ${from} od razu na ${to}. Wybierz porę przed ${from} albo od ${to}.`;
}

function wordTimeProblem(sendAt: Date, now: Date): string | undefined {
  const problem = sendAt < now ? 'send_at_passed' : findTimeProblem(sendAt, now);
  return problem === null ? undefined : timeWords[problem];
}

function toMonthDay(form: Form, days: readonly number[]): unknown {
  if (form.kiedy_miesiac === 'last') return { day: 31 };
  if (form.kiedy_miesiac === 'day' || form.kiedy_miesiac === undefined)
    return { day: toNumber(form.kiedy_numer ?? '') };
  return { nth: Number(form.kiedy_miesiac), weekday: days[0] };
}

const ruleWords: Readonly<Record<string, readonly [field: string, words: string]>> = {
  interval: ['kiedy_co', 'Wpisz liczbę od 1 do 366.'],
  time: ['kiedy_godzina', 'Podaj godzinę, np. 18:00.'],
  from: ['kiedy_od', 'Nie ma takiego dnia. Sprawdź datę.'],
  until: ['kiedy_do', 'Nie ma takiego dnia. Sprawdź datę.'],
  count: ['kiedy_razy', 'Wpisz liczbę od 1 do 1000 albo zostaw puste pole.'],
  on: ['kiedy_numer', 'Podaj numer dnia od 1 do 31.'],
};

function wordRuleProblems(keys: readonly string[]): Problems {
  const known = keys.flatMap((key) => (ruleWords[key] === undefined ? [] : [ruleWords[key]]));
  return known.length === 0 ? { kiedy: 'Sprawdź terminy cyklu.' } : Object.fromEntries(known);
}

function hasSeriesProblem(problems: Problems): boolean {
  return Object.entries(problems).some(
    ([name, problem]) => problem !== undefined && name.startsWith('kiedy_') && name !== 'kiedy_pora',
  );
}

function renderSelect(field: {
  readonly name: string;
  readonly label: string;
  readonly choices: readonly { readonly value: string; readonly label: string }[];
  readonly value: string;
}): Html {
  return html`<div class="field"><label for="${field.name}">${field.label}</label>
<select id="${field.name}" name="${field.name}">${field.choices.map(
    ({ value, label }) =>
      html`<option value="${value}"${value === field.value ? html` selected` : ''}>${label}</option>`,
  )}</select></div>`;
}

function localOf(at: Date): Temporal.PlainDateTime {
  return Temporal.Instant.fromEpochMilliseconds(at.getTime())
    .toZonedDateTimeISO(officeTimeZone)
    .toPlainDateTime();
}

function formatWeekday(at: Date): string {
  return weekdays[localOf(at).dayOfWeek - 1] ?? '';
}

/** An empty field is no nought. */
function toNumber(text: string): number {
  return text.trim() === '' ? Number.NaN : Number(text);
}
