// Values that SMSAPI fills into a text, `param1` to `param4`. How a place is marked, whether values pass unchanged and
// whether each text is billed by itself is documented nowhere we could read: it is seen on the account, or not used.
import type { Msisdn } from '#domain/msisdn.ts';
import type { Fill, FillForm, FillProof } from './gateway.ts';
import { GatewayError } from './gateway.ts';
import { field } from './smsapi-answers.ts';

const forms: readonly FillForm[] = ['closed', 'open'];

/**
 * The text with its places marked, and the values of all recipients by place. Throws when a value can't be handed over:
 * one that parts the values, or another number of values than of places, would give people each other's texts.
 */
export function writeFill({
  form,
  shape,
  values,
}: Fill): { readonly message: string } & Record<string, string> {
  const places = shape.length - 1;
  const isUsable =
    places >= 1 &&
    places <= 4 &&
    values.every(
      (own) => own.length === places && own.every((value) => value !== '' && !value.includes('|')),
    );
  if (!isUsable) throw new GatewayError({ kind: 'ours', code: 'bad_fill' });
  const message = shape.reduce((text, piece, at) => `${text}${mark(form, at)}${piece}`);
  const params = shape.slice(1).map((_, at) => [`param${at + 1}`, values.map((own) => own[at]).join('|')]);
  return { message, ...Object.fromEntries(params) };
}

function mark(form: FillForm, place: number): string {
  return form === 'closed' ? `[%${place}%]` : `[%${place}]`;
}

// Everything that values may hold in our texts: Polish letters, the signs of addresses and of sums, other lists' commas.
const plain = `Bukowa 7/12, m. 3; "Dom" i 'Las' & Syn (1.250,00) = 5-6? #4 @ + * : ! <x>`;
const polish = 'Żółć, ąęćłńóśźż ĄĘĆŁŃÓŚŹ; ul. Łąkowa 5/7';
const shape = ['Wici: ', ', ', ' - ', '; ', '.'] as const;

/**
 * Four texts in one test call, each with all four values: of exactly one part, of one sign more than a part holds, and
 * the same with Polish letters. A mark that stays, a value that is cut, trimmed or given to the next recipient makes a
 * part more or less; so does billing by the text unfilled.
 */
const samples: readonly { readonly values: readonly string[]; readonly parts: number }[] = [
  { values: makeValues(plain, 160), parts: 1 },
  { values: makeValues(plain, 161), parts: 2 },
  { values: makeValues(polish, 70), parts: 1 },
  { values: makeValues(polish, 71), parts: 2 },
];

function makeValues(from: string, length: number): readonly string[] {
  const first = ['1', '22,50', 'B'];
  const left = length - [...shape, ...first, from].join('').length;
  return [...first, from + 'x'.repeat(left)];
}

/** Asks in each form until one is seen to work; see `Gateway.checkFill`. */
export async function checkFill(check: {
  readonly numbers: readonly Msisdn[];
  readonly ask: (call: {
    readonly numbers: readonly string[];
    readonly message: string;
    readonly params: Readonly<Record<string, string>>;
  }) => Promise<unknown>;
}): Promise<FillProof> {
  const numbers = check.numbers.slice(0, samples.length).map((msisdn) => msisdn.slice(1));
  if (numbers.length < samples.length) throw new RangeError('four numbers are needed');
  const seen: string[] = [];
  for (const form of forms) {
    const { message, ...params } = writeFill({ form, shape, values: samples.map(({ values }) => values) });
    try {
      const answer = await check.ask({ numbers, message, params });
      const parts = numbers.map((number) => partsOf(answer, number));
      if (parts.every((count, at) => count === samples[at]?.parts)) return { ok: true, form };
      seen.push(`${form}: parts ${parts.map((count) => count ?? '?').join(' ')}`);
    } catch (error) {
      // Refused for what the call says: the account can't do it in this form. Anything else says nothing about it.
      if (!(error instanceof GatewayError) || error.kind !== 'ours') throw error;
      seen.push(`${form}: error ${error.code ?? ''}`.trim());
    }
  }
  return { ok: false, detail: seen.join(', ') };
}

function partsOf(answer: unknown, number: string): number | undefined {
  const list = field(answer, 'list');
  if (!Array.isArray(list)) return undefined;
  const row: unknown = list.find((one: unknown) => String(field(one, 'number')) === number);
  const parts = Number(field(row, 'parts'));
  return Number.isInteger(parts) && parts > 0 ? parts : undefined;
}
