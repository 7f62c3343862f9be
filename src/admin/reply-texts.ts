// /admin/ustawienia/tresci: the dialogue's sentences, in the office's own words where it wants them.
import type { Context, Hono } from 'hono';
import { html } from 'hono/html';
import { type ReplyGroup, type ReplyKey, replyGroups } from '#domain/reply-texts.table.ts';
import {
  dropDiacritics,
  findReplyText,
  findReplyTextProblems,
  isReplyKey,
  type ReplyTextProblem,
  type ReplyTexts,
  replyKeys,
  tidyReplyText,
} from '#domain/reply-texts.ts';
import { formatPlural } from '#html/format.ts';
import { type Problems, renderProblemSummary, renderTextArea } from '#html/forms.ts';
import { type Html, renderNotice } from '#html/layout.ts';
import { paths } from '#html/paths.ts';
import {
  changeReplyText,
  measureReplyText,
  readFreshTexts,
  sampleReplyText,
} from '#services/change-reply-text.ts';
import { readFreshSettings } from '#services/change-settings.ts';
import { ServiceError } from '#services/errors.ts';
import type { Session } from '#services/open-session.ts';
import { renderAnswerMeter } from './answer-meter.ts';
import { renderAdminPage, renderFormToken } from './frame.ts';
import { gapWords, wordReplyTextProblem } from './reply-text-words.ts';
import type { AdminContext, AdminEnv } from './session.ts';

type Shown = {
  readonly session: Session;
  readonly key: ReplyKey;
  readonly text: string;
  readonly problems: Problems;
  readonly notice?: Html;
};

const smsWords = { one: 'SMS', few: 'SMS-y', many: 'SMS-ów' } as const;
const signs = { one: 'znak', few: 'znaki', many: 'znaków' } as const;

export function mountReplyTexts(app: Hono<AdminEnv>, admin: AdminContext): void {
  app.get('/ustawienia/tresci', async (c) => {
    const texts = await readFreshTexts(admin.deps);
    const isSaved = c.req.query('zapisano') !== undefined;
    return c.html(
      renderAdminPage(admin, {
        room: 'settings',
        session: c.get('session'),
        title: 'Treści odpowiedzi',
        body: html`${isSaved ? renderNotice({ kind: 'good', body: 'Zapisano. Nowa treść działa w ciągu sekundy.' }) : ''}
<p>Tak system odpisuje mieszkańcom. Każdą odpowiedź możesz powiedzieć po swojemu; to, co musi w niej zostać (kod, słowo STOP, numer 112, administrator danych), sprawdzimy przy zapisie.</p>
${(Object.keys(replyGroups) as ReplyGroup[]).map((group) => renderGroup(group, texts))}
<p><a href="${paths.admin.settings}">Wróć do ustawień</a></p>`,
      }),
    );
  });

  app.get('/ustawienia/tresci/:klucz', async (c) => {
    const key = readKey(c);
    const text = (await readFreshTexts(admin.deps))[key] ?? findReplyText(key).text;
    return c.html(renderEditor({ session: c.get('session'), key, text, problems: {} }));
  });

  /** The longest text that this wording can become, for the live meter. */
  app.post('/ustawienia/tresci/:klucz/najdluzsza', (c) => {
    const text = tidyReplyText(c.get('form').tresc ?? '');
    return c.json({ text: measureReplyText(readKey(c), text).longest });
  });

  app.post('/ustawienia/tresci/:klucz', async (c) => {
    const key = readKey(c);
    const session = c.get('session');
    const { akcja, tresc = '' } = c.get('form');
    const page = { session, key, text: tidyReplyText(tresc) };
    if (akcja === 'bez-znakow') {
      const body = 'Polskie znaki zamieniono na zwykłe litery. Sprawdź i zapisz.';
      const notice = renderNotice({ kind: 'info', body });
      return c.html(renderEditor({ ...page, text: dropDiacritics(page.text), problems: {}, notice }));
    }
    if (akcja === 'podglad') {
      const settings = await readFreshSettings(admin.deps);
      const problems = wordProblems(findReplyTextProblems(key, page.text, settings));
      const isFine = problems.tresc === undefined;
      const notice = renderNotice({ kind: 'info', body: 'To jest podgląd. Nic jeszcze nie zapisano.' });
      return c.html(renderEditor({ ...page, problems, ...(isFine ? { notice } : {}) }), isFine ? 200 : 422);
    }
    const text = akcja === 'domyslna' ? null : page.text;
    const answer = await changeReplyText(admin.deps, { key, text, staff: session });
    if (answer.ok) return c.redirect(`${paths.admin.replyTexts}?zapisano=1`, 303);
    return c.html(renderEditor({ ...page, problems: wordProblems(answer.problems) }), 422);
  });

  function renderEditor(page: Shown): Html {
    const { key, text, problems, session } = page;
    const { when, text: usual, rooms, free = [], must = [], most } = findReplyText(key);
    const { units, segments } = measureReplyText(key, text);
    return renderAdminPage(admin, {
      room: 'settings',
      session,
      title: 'Treść odpowiedzi',
      heading: html`Treść odpowiedzi`,
      width: 'narrow',
      scripts: ['meter.js'],
      body: html`${renderProblemSummary(problems)}
${page.notice ?? ''}
<p>${when}</p>
<form method="post" action="${paths.admin.replyText(key)}" novalidate>
${renderFormToken(session)}
${renderTextArea({
  name: 'tresc',
  label: 'Treść',
  hint: `Bez polskich liter. Najwyżej ${formatPlural(most, smsWords)} nawet z najdłuższymi nazwami.`,
  value: text,
  problem: problems.tresc,
  rows: 5,
  maxlength: 600,
  isRequired: true,
  after: renderAnswerMeter({
    field: 'tresc',
    priceGrosze: admin.deps.office().settings.segmentPriceGrosze,
    longest: paths.admin.longestReply(key),
  }),
})}
<div class="buttons"><button>Zapisz</button><button class="second" name="akcja" value="podglad">Podgląd bez zapisywania</button><button class="second" name="akcja" value="bez-znakow">Usuń polskie znaki</button>${text === usual ? '' : html`<button class="second" name="akcja" value="domyslna">Przywróć domyślną</button>`}</div>
</form>
<h2>Jak to przeczyta mieszkaniec</h2>
<p class="sms">${sampleReplyText(admin.deps.office(), key, text)}</p>
<p>Najdłuższy możliwy wariant: ${formatPlural(units, signs)}, ${formatPlural(segments, smsWords)}.</p>
${renderRules({ rooms, free, must })}
${text === usual ? '' : html`<h2>Treść domyślna</h2><p class="sms">${usual}</p>`}
<p><a href="${paths.admin.settingHistory}?co=${encodeURIComponent(`text:${key}`)}">Kto i kiedy to zmieniał</a></p>
<p><a href="${paths.admin.replyTexts}">Wszystkie treści</a></p>`,
    });
  }
}

function renderGroup(group: ReplyGroup, texts: ReplyTexts): Html {
  const keys = replyKeys.filter((key) => findReplyText(key).group === group);
  return html`<section><h2>${replyGroups[group]}</h2>
<ul class="index">${keys.map((key) => {
    const { when, text } = findReplyText(key);
    const own = texts[key];
    return html`<li><a href="${paths.admin.replyText(key)}">${when}</a>${own === undefined ? '' : html` <span class="tag good">własna treść</span>`}<br><span class="quiet">${own ?? text}</span></li>`;
  })}</ul></section>`;
}

function renderRules(rules: {
  readonly rooms: Readonly<Record<string, number>>;
  readonly free: readonly string[];
  readonly must: readonly string[];
}): Html {
  const gaps = Object.keys(rules.rooms);
  return html`${
    gaps.length === 0
      ? ''
      : html`<h2>Pola</h2>
<dl class="facts">${gaps.map((name) => html`<dt>{${name}}</dt><dd>${gapWords[name] ?? name}${rules.free.includes(name) ? ' (można pominąć)' : ''}</dd>`)}</dl>`
  }
${
  rules.must.length === 0
    ? ''
    : html`<h2>Musi zostać w treści</h2>
<ul>${rules.must.map((words) => html`<li>${words}</li>`)}</ul>`
}`;
}

function readKey(c: Context<AdminEnv>): ReplyKey {
  const key = c.req.param('klucz') ?? '';
  if (!isReplyKey(key)) throw new ServiceError('not_found', 'no such reply');
  return key;
}

/** All of them beside the one field. */
function wordProblems(problems: readonly ReplyTextProblem[]): Problems {
  return problems.length === 0 ? {} : { tresc: problems.map(wordReplyTextProblem).join(' ') };
}
