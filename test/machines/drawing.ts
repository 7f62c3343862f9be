import { conversationMachine } from '#machines/conversation.ts';
import { makePhone, makeSubscriber, type Phone } from './world.ts';

/** The picture of the conversation: a diagram read off the machine, and talks made by holding them. */

type Step = {
  readonly event: string;
  readonly guard: string;
  readonly target: string | null;
  readonly actions: string;
};

export function drawConversation(): string {
  const { states = {}, on = {} } = conversationMachine.config;
  const sources = Object.entries(states).map(([from, state]) => ({
    from,
    steps: [...stepsOf('always', state.always), ...stepsIn(state.on ?? {})],
  }));
  const edges = [{ from: 'everyState', steps: stepsIn(on) }, ...sources].flatMap(({ from, steps }) =>
    steps.flatMap((step) => (step.target === null ? [] : [{ ...step, from }])),
  );
  const grouped = Map.groupBy(edges, ({ from, target }) => `${from} --> ${target}`);
  const lines = [...grouped].map(([edge, group]) => {
    const labels = group.map(({ event, guard }) =>
      [event === 'always' ? '' : event, guard].filter(Boolean).join(' '),
    );
    const label = [...new Set(labels)].filter((text) => text !== '').join(', ');
    return `  ${edge}${label === '' ? '' : ` : ${label}`}`;
  });
  return [
    '# The conversation',
    '',
    '<!-- Made by `node scripts/draw-conversation.ts`; a test fails when the machine has moved on. -->',
    '',
    'States say what we wait for. `[…]` is a condition; the first that holds decides.',
    '',
    '```mermaid',
    'stateDiagram-v2',
    '  [*] --> idle',
    ...lines,
    '```',
    '',
    '## Heard in every state',
    '',
    'A state of the diagram that hears one of these itself comes first. No target: the question stays open.',
    '',
    '| event | condition | leads to | does |',
    '|---|---|---|---|',
    ...stepsIn(on).map(
      ({ event, guard, target, actions }) => `| ${event} | ${guard} | ${target ?? ''} | ${actions} |`,
    ),
    '',
    '## Talks',
    '',
    'Held with the practice office; `{code}` stands for the code that was sent.',
    '',
    ...talks().flatMap(({ title, lines }) => [`### ${title}`, '', '```', ...lines, '```', '']),
  ].join('\n');
}

function stepsIn(on: object): readonly Step[] {
  return Object.entries(on).flatMap(([event, steps]) => stepsOf(event, steps));
}

/** A transition as it may be written: a target, one object, or several of them. */
function stepsOf(event: string, written: unknown): readonly Step[] {
  if (written === undefined) return [];
  return [written].flat().map((step: unknown): Step => {
    const said = typeof step === 'object' && step !== null ? step : { target: step };
    const guard = nameOf('guard' in said ? said.guard : undefined);
    const target = nameOf('target' in said ? said.target : undefined).replace(/^\./, '');
    const actions = nameOf('actions' in said ? said.actions : undefined);
    return { event, guard: guard === '' ? '' : `[${guard}]`, target: target === '' ? null : target, actions };
  });
}

function nameOf(value: unknown): string {
  if (typeof value === 'string') return value;
  return typeof value === 'object' && value !== null && 'type' in value ? String(value.type) : '';
}

type Turn = string | number;

/** Numbers are hours that pass. */
const scripts: readonly {
  readonly title: string;
  readonly phone: () => Phone;
  readonly turns: readonly Turn[];
}[] = [
  {
    title: 'Joining, step by step',
    phone: () => makePhone(),
    turns: ['Zapisz', 'skórzewo', 'dzialkowa 32', '1 i 3', '{code}'],
  },
  {
    title: 'Joining with a wrong code and a new one',
    phone: () => makePhone(),
    turns: ['proszę mnie zapisać do dąbrówki', 'na poznanskiej', 'wszystko', '111111', 'NOWY', '{code}'],
  },
  {
    title: 'Two places of one name',
    phone: () => makePhone(),
    turns: ['ZAPISZ Paledzie', '1', 'nie wiem', 'brak'],
  },
  {
    title: 'Everything at once',
    phone: () => makePhone(),
    turns: ['ZAPISZ Skorzewo Dzialkowa 32 sport kultura', '{code}'],
  },
  { title: 'Leaving by a code, then silence', phone: makeSubscriber, turns: ['wypisz', '{code}', 'STOP'] },
  {
    title: 'Leaving without the code, and coming back',
    phone: makeSubscriber,
    turns: ['wypisz', 25, 'ZOSTAJE'],
  },
  { title: 'Leaving at once', phone: makeSubscriber, turns: ['Stop. Dziękuję', 'ZAPISZ'] },
  { title: 'Leaving one category', phone: makeSubscriber, turns: ['WYPISZ SPORT', 'dodaj sport', 'STATUS'] },
  { title: 'An opinion that begins with STOP', phone: makeSubscriber, turns: ['STOP smogowi'] },
  { title: 'Danger', phone: () => makePhone(), turns: ['ZAPISZ', 'pomocy woda w domu', 'skórzewo'] },
  {
    title: 'Questions and reports',
    phone: makeSubscriber,
    turns: ['Kiedy śmieci?', 'brak prądu', 'na ulicy lipowej leży drzewo', 'POMOC', 'RODO'],
  },
  {
    title: 'Leaving one of two addresses',
    phone: makeSubscriber,
    turns: ['DODAJ Dąbrówka Lipowa 3', 'WYPISZ Lipowa', 'WYPISZ Skórzewo'],
  },
  {
    title: 'Changing one of two addresses',
    phone: makeSubscriber,
    turns: [
      'DODAJ Dąbrówka Lipowa 3',
      'ZMIEN',
      '2',
      'dopiewo',
      'polna 4',
      'zmień Polna 4 na Skórzewo Działkowa 2',
    ],
  },
  {
    title: 'A question while leaving is under way',
    phone: makeSubscriber,
    turns: ['wypisz', 'nie świeci lampa', 25],
  },
  {
    title: 'Having everything erased',
    phone: makeSubscriber,
    turns: ['USUN DANE', 'hm', '{code}', 'STOP', 'ZAPISZ'],
  },
  { title: 'Thinking better of it', phone: makeSubscriber, turns: ['usuńcie moje dane', 'ZOSTAJE'] },
  { title: 'Somebody who never asked', phone: () => makePhone(), turns: ['nie zamawiałem'] },
];

function talks(): readonly { readonly title: string; readonly lines: readonly string[] }[] {
  return scripts.map(({ title, phone: makeOne, turns }) => {
    const phone = makeOne();
    return { title, lines: turns.flatMap((turn) => hold(phone, turn)) };
  });
}

function hold(phone: Phone, turn: Turn): readonly string[] {
  if (typeof turn === 'number') return [`  (${turn} h pass)`, ...answers(phone.wait(turn))];
  return [`> ${turn}`, ...answers(phone.says(turn.replace('{code}', phone.code())))];
}

function answers(said: string): readonly string[] {
  return said === '' ? ['  (silence)'] : said.split('\n').map((line) => `< ${line}`);
}
