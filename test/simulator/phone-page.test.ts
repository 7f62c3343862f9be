import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Hono } from 'hono';
import { createPhonePage } from '#simulator/phone-page.ts';
import { type Simulator, startSimulator } from '#simulator/simulator.ts';

let simulator: Simulator;
let page: Hono;
before(async () => {
  simulator = await startSimulator();
  page = createPhonePage({
    simulatorUrl: simulator.url,
    officeNumber: '+48500100100',
    officeName: 'Gmina Dopiewo',
    basePath: '',
  });
});
after(() => simulator.stop());

function post(form: Record<string, string>, headers: Record<string, string> = {}) {
  return page.request('/wyslij', { method: 'POST', headers, body: new URLSearchParams(form).toString() });
}

test('says that it is practice and shows several residents', async () => {
  const body = await (await page.request('/')).text();
  assert.match(body, /<strong>ĆWICZENIA<\/strong> – nic nie jest wysyłane naprawdę/);
  assert.match(body, /500\u00a0100\u00a0100/);
  for (const name of ['Anna Kowalska', 'Jan Nowak', 'Maria Wiśniewska']) assert.match(body, new RegExp(name));
  assert.doesNotMatch(body, /<script(?![^>]*src=)|<style|\son\w+=|\sstyle=/, 'a strict CSP must let it work');
});

test('a text sent by the plain form reaches the simulator and is shown, escaped', async () => {
  const answer = await post({ numer: '48500000001', tresc: 'zapisz\r\n<b>ą</b>', numery: '48500000001' });
  assert.equal(answer.status, 303);
  assert.equal(answer.headers.get('location'), '?numery=48500000001#tel-48500000001');
  assert.equal(simulator.inbound().at(-1)?.text, 'zapisz\n<b>ą</b>');
  const body = await (await page.request('/?numery=48500000001')).text();
  assert.match(body, /zapisz\n&lt;b&gt;ą&lt;\/b&gt;/);
  assert.match(body, /1 SMS, Unicode · <span class="stan">wysłano/);
});

test('the script gets a bare answer, and empty texts are not sent', async () => {
  const count = simulator.inbound().length;
  const json = { accept: 'application/json' };
  assert.equal((await post({ numer: '48500000002', tresc: 'tak' }, json)).status, 204);
  assert.equal((await post({ numer: '48500000002', tresc: ' ' }, json)).status, 422);
  assert.equal((await post({ numer: 'abc', tresc: 'tak' })).status, 303);
  assert.equal(simulator.inbound().length, count + 1);
});

test('a phone is added by its number, a wrong number is explained', async () => {
  const added = await page.request('/?numery=48500000001&nowy=600+000+004');
  assert.equal(added.headers.get('location'), '?numery=48500000001,48600000004#tel-48600000004');
  const refused = await (await page.request('/?numery=48500000001&nowy=61%22')).text();
  assert.match(refused, /To nie jest numer polskiej komórki/);
  assert.match(refused, /value="61&quot;"/);
});

test('tells what happens as events', async () => {
  const answer = await page.request('/zdarzenia?numery=48500000001');
  assert.equal(answer.headers.get('content-type'), 'text/event-stream');
  const reader = answer.body?.getReader();
  assert.ok(reader);
  const decode = async () => new TextDecoder().decode((await reader.read()).value);
  assert.match(await decode(), /event: ready/);
  simulator.sendMo({ from: '48500000002', text: 'not on this page' });
  simulator.sendMo({ from: '48500000001', text: 'status' });
  const events = await decode();
  assert.match(events, /event: mo\ndata: .*48500000001/);
  assert.doesNotMatch(events, /48500000002/);
  await reader.cancel();
});

test('serves its script and style', async () => {
  assert.match((await page.request('/zasoby/telefon.js')).headers.get('content-type') ?? '', /javascript/);
  assert.match((await page.request('/zasoby/telefon.css')).headers.get('content-type') ?? '', /css/);
});

test('says so when the simulator does not answer', async () => {
  const gone = await startSimulator();
  await gone.stop();
  const lost = createPhonePage({ simulatorUrl: gone.url, officeNumber: '500100100', officeName: 'Gmina' });
  const body = await (await lost.request('/')).text();
  assert.match(body, /data-klopot\s*>Symulator nie odpowiada/);
  assert.equal((await lost.request('/zdarzenia')).status, 503);
});
