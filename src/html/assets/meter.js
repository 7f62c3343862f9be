// The live meter of the sending page. It counts by the same module as the server (segments.js is made of
// src/domain/segments.ts); without this script the preview page shows the same numbers.
import { costlyCharacters, countSegments, neutraliseMacros, toGsm7 } from './segments.js';

const meter = document.querySelector('[data-meter]');
const area = meter && document.getElementById(meter.dataset.meter);

if (meter && area) {
  document.documentElement.classList.add('js');
  const count = meter.querySelector('[data-count]');
  const cost = meter.querySelector('[data-cost]');
  const costly = meter.querySelector('[data-costly]');
  const marked = meter.querySelector('[data-marked]');
  const example = meter.querySelector('[data-example]');
  const inner = meter.querySelector('[data-drop]');
  const drop = inner ?? document.querySelector('[name=akcja][value=bez-znakow]');
  const said = meter.querySelector('[data-said]');
  const price = Number(meter.dataset.price);
  const suffix = meter.dataset.suffix ?? '';
  // An answer goes to one person, and nobody need be told so.
  const isForOne = meter.dataset.one !== undefined;
  let speaking;
  let asking;
  let asked = 0;
  // The longest message that the text would really make, as the server rendered it for these people.
  let longest = { for: '', text: null };

  const show = () => {
    const text = neutraliseMacros(area.value.replace(/\r\n?/g, '\n').trim());
    const isPersonal = meter.dataset.longest !== undefined && /\{[\p{L}\p{N}_ ]*\}/u.test(text);
    const real = isPersonal && longest.for === area.value ? longest.text : null;
    const whole = real ?? (text === '' ? '' : text + suffix);
    if (example) {
      example.hidden = real === null;
      example.textContent = real === null ? '' : `Policzono najdłuższą: „${real}”`;
    }
    if (isPersonal && longest.for !== area.value) askLongest();
    const { encoding, units, segments, perSegment } = countSegments(whole);
    const room = segments <= 1 ? perSegment - units : segments * perSegment - units;
    const line = `${units} ${plural(units, 'znak', 'znaki', 'znaków')} · ${segments} ${plural(segments, 'SMS', 'SMS-y', 'SMS-ów')}${isForOne ? '' : ' na osobę'}`;
    count.textContent = line;
    cost.textContent =
      segments === 0
        ? 'Wpisz treść, a tu zobaczysz koszt.'
        : `${money(segments * price)}${isForOne ? '' : ' od osoby'}. Do końca tego SMS-a zostało znaków: ${Math.max(0, room)}.`;
    showCostly(real ?? text, encoding);
    // A screen reader is told once the person stops typing, not at each letter.
    clearTimeout(speaking);
    speaking = setTimeout(() => {
      said.textContent = costly.hidden ? line : `${line}. ${costly.firstElementChild.textContent}`;
    }, 1200);
  };

  const askLongest = () => {
    clearTimeout(asking);
    asking = setTimeout(async () => {
      asked += 1;
      const mine = asked;
      const value = area.value;
      try {
        const body = new URLSearchParams(new FormData(area.form));
        const response = await fetch(meter.dataset.longest, { method: 'POST', body });
        if (!response.ok || mine !== asked) return;
        longest = { for: value, text: (await response.json()).text };
        show();
      } catch {
        // The next step counts it anyway.
      }
    }, 500);
  };

  const showCostly = (text, encoding) => {
    const found = costlyCharacters(text);
    costly.hidden = found.length === 0;
    if (costly.hidden) return;
    const signs = [...new Set(found.map((one) => one.char))].slice(0, 20).join(' ');
    costly.firstElementChild.textContent =
      encoding === 'ucs2'
        ? `Przez te znaki SMS mieści 70 zamiast 160 znaków: ${signs}`
        : `Te znaki liczą się podwójnie: ${signs}`;
    if (inner) inner.hidden = encoding !== 'ucs2';
    marked.replaceChildren(...mark(text, found));
  };

  area.addEventListener('input', show);
  for (const choice of document.querySelectorAll('[name=odbiorcy]')) {
    choice.addEventListener('change', () => {
      longest = { for: '', text: null };
      show();
    });
  }
  drop?.addEventListener('click', (event) => {
    event.preventDefault();
    area.value = toGsm7(area.value);
    area.focus();
    show();
  });
  show();
}

function mark(text, found) {
  const nodes = [];
  let at = 0;
  for (const one of found) {
    nodes.push(text.slice(at, one.index));
    const element = document.createElement('mark');
    element.textContent = one.char;
    nodes.push(element);
    at = one.index + one.char.length;
  }
  nodes.push(text.slice(at));
  return nodes;
}

function money(grosze) {
  return new Intl.NumberFormat('pl-PL', { style: 'currency', currency: 'PLN' }).format(grosze / 100);
}

function plural(number, one, few, many) {
  if (number === 1) return one;
  const units = number % 10;
  const tens = number % 100;
  return units >= 2 && units <= 4 && !(tens >= 12 && tens <= 14) ? few : many;
}
