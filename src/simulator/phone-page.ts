import { readFileSync } from 'node:fs';
import { Hono } from 'hono';
import { parseMsisdn } from '#domain/msisdn.ts';
import { createPhoneClient } from './phone-client.ts';
import { renderBubbles, renderPhonePage } from './phone-view.ts';

export type PhonePageOptions = {
  /** Where the simulator listens; it may run in another process. */
  readonly simulatorUrl: string;
  readonly officeNumber: string;
  readonly officeName: string;
  /** Where the page is mounted. */
  readonly basePath?: string | undefined;
};

const residents: Readonly<Record<string, string>> = {
  '48500000001': 'Anna Kowalska',
  '48500000002': 'Jan Nowak',
  '48500000003': 'Maria Wiśniewska',
};

// More would not fit on a screen, and each is asked for at every refresh.
const maxPhones = 12;

const assets = {
  'telefon.css': { type: 'text/css; charset=utf-8', body: readAsset('telefon.css') },
  'telefon.js': { type: 'text/javascript; charset=utf-8', body: readAsset('telefon.js') },
};

/**
 * The practice phones, to be mounted at /telefon in practice mode only: text the service from made-up numbers and
 * see its replies arrive. Works without JavaScript; which phones are shown is kept in the address.
 */
export function createPhonePage(options: PhonePageOptions): Hono {
  const { officeNumber, officeName } = options;
  const basePath = options.basePath ?? '/telefon';
  const simulator = createPhoneClient(options.simulatorUrl);
  const page = new Hono();

  page.get('/', async (c) => {
    const shown = parseNumbers(c.req.query('numery'));
    const added = c.req.query('nowy')?.slice(0, 40);
    const problem = added === undefined ? undefined : findNumberProblem(added, shown);
    if (added !== undefined && problem === undefined) {
      const number = toNumber(added);
      return c.redirect(`${basePath}?numery=${[...shown, number].join(',')}#tel-${number}`, 303);
    }
    const lists = await Promise.all(shown.map((number) => simulator.listMessages(number)));
    const phones = shown.map((number, i) => ({ number, name: nameOf(number), messages: lists[i] ?? [] }));
    return c.html(
      renderPhonePage({
        basePath,
        officeName,
        officeNumber,
        phones,
        isUnreachable: lists.includes(undefined),
        isRefreshing: c.req.query('odswiezanie') === '1',
        newNumber: { value: problem === undefined ? '' : (added ?? ''), problem },
      }),
    );
  });

  page.post('/wyslij', async (c) => {
    const form = new URLSearchParams(await c.req.text());
    const from = toNumber(form.get('numer') ?? '');
    const text = (form.get('tresc') ?? '').slice(0, 1530);
    const back = `${basePath}?numery=${parseNumbers(form.get('numery') ?? undefined).join(',')}#tel-${from}`;
    const isScript = c.req.header('accept') === 'application/json';
    if (from === '' || text.trim() === '') return isScript ? c.body(null, 422) : c.redirect(back, 303);
    // Browsers write line ends of forms as CR LF, phones as LF.
    const result = await simulator.sendText({ from, text: text.replaceAll('\r\n', '\n') });
    if (isScript) return c.body(null, result === 'sent' ? 204 : 503);
    return c.redirect(back, 303);
  });

  page.get('/rozmowa/:number', async (c) => {
    const messages = await simulator.listMessages(toNumber(c.req.param('number')));
    if (messages === undefined) return c.body(null, 503);
    return c.html(renderBubbles(messages, officeNumber));
  });

  page.get('/zdarzenia', async (c) => {
    const upstream = await simulator.openEvents(parseNumbers(c.req.query('numery')));
    if (upstream?.ok !== true) return c.body(null, 503);
    // When the reader goes, cancelling this body ends the upstream connection too.
    return new Response(upstream.body, {
      headers: {
        'content-type': 'text/event-stream',
        'cache-control': 'no-cache',
        // Reverse proxies would hold the events back.
        'x-accel-buffering': 'no',
      },
    });
  });

  for (const [name, { type, body }] of Object.entries(assets)) {
    page.get(`/zasoby/${name}`, (c) =>
      c.body(body, 200, { 'content-type': type, 'cache-control': 'no-cache' }),
    );
  }
  return page;
}

function readAsset(name: string): string {
  return readFileSync(new URL(`./assets/${name}`, import.meta.url), 'utf8');
}

// Digits with 48, as the gateway writes them; empty when it is no Polish mobile.
function toNumber(text: string): string {
  const parsed = parseMsisdn(text);
  return parsed.ok ? parsed.msisdn.slice(1) : '';
}

function parseNumbers(list: string | undefined): readonly string[] {
  const numbers = (list ?? '').split(',').map(toNumber);
  const valid = [...new Set(numbers.filter((number) => number !== ''))].slice(0, maxPhones);
  return valid.length === 0 ? Object.keys(residents) : valid;
}

function findNumberProblem(text: string, shown: readonly string[]): string | undefined {
  const number = toNumber(text);
  if (number === '') return 'To nie jest numer polskiej komórki. Wpisz 9 cyfr, na przykład 500 000 004.';
  if (shown.includes(number)) return 'Ten telefon już tu jest.';
  if (shown.length >= maxPhones) return `Może być najwyżej ${maxPhones} telefonów. Schowaj któryś z nich.`;
  return undefined;
}

function nameOf(number: string): string {
  return residents[number] ?? 'Telefon';
}
