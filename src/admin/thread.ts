// /admin/skrzynka/{id}: reading a thread, and what staff do with it.
import type { Context, Hono } from 'hono';
import { html } from 'hono/html';
import { listThreadMessages, type ThreadMessage } from '#db/inbox.ts';
import { findSavedAnswer } from '#db/saved-answers.ts';
import type { Thread } from '#db/threads.ts';
import { formatAge } from '#html/format.ts';
import { type Html, renderNotice } from '#html/layout.ts';
import { paths } from '#html/paths.ts';
import { type AnswerRefusal, answerThread } from '#services/answer-thread.ts';
import { assignThread } from '#services/assign-thread.ts';
import { closeThread, reopenThread } from '#services/close-thread.ts';
import { ServiceError } from '#services/errors.ts';
import { openThread } from '#services/open-thread.ts';
import { revealSender } from '#services/reveal-number.ts';
import { wordAnswerProblem } from './answer-meter.ts';
import { canHandle, renderAdminPage } from './frame.ts';
import { parseId } from './inbox.ts';
import type { AdminContext, AdminEnv, Form } from './session.ts';
import { renderThreadPage, type ThreadPage } from './thread-page.ts';

type Notice = NonNullable<ThreadPage['notice']>;

const notices: Readonly<Record<string, Notice>> = {
  wyslano: { kind: 'good', body: 'Odpowiedź wysłana.' },
  zamknieto: { kind: 'good', body: 'Rozmowa zamknięta. Otworzy się sama, gdy ta osoba znów napisze.' },
  'wyslano-zamknieto': { kind: 'good', body: 'Odpowiedź wysłana, rozmowa zamknięta.' },
  nowe: {
    kind: 'warning',
    body: 'Rozmowa nie została zamknięta, bo w międzyczasie przyszedł nowy SMS. Przeczytaj go.',
  },
};

export function mountThread(app: Hono<AdminEnv>, admin: AdminContext): void {
  app.get('/skrzynka/:id{[0-9]{1,15}}', async (c) => {
    const session = c.get('session');
    const thread = await openThread(admin.deps, { staff: session, threadId: readThreadId(c) });
    const notice = notices[c.req.query('stan') ?? ''];
    const before = parseId(c.req.query('przed'));
    return c.html(
      await renderThreadPage(admin, {
        session,
        thread,
        before: before === undefined ? undefined : new Date(before),
        ...(notice === undefined ? {} : { notice }),
      }),
    );
  });

  app.post('/skrzynka/:id{[0-9]{1,15}}/odpowiedz', async (c) => {
    const session = c.get('session');
    if (!canHandle(session)) throw new ServiceError('forbidden', 'viewers do not answer');
    const form = c.get('form');
    const threadId = readThreadId(c);
    switch (form.czynnosc) {
      case 'wstaw':
        return insertSaved(c, { threadId, form });
      case 'koszt':
        return rewrite(c, { threadId, text: form.tresc ?? '', isCostShown: true });
      case 'odswiez':
        return rewrite(c, { threadId, text: form.tresc ?? '' });
      default:
        return send(c, { threadId, form });
    }
  });

  app.post('/skrzynka/:id{[0-9]{1,15}}/przydziel', async (c) => {
    const threadId = readThreadId(c);
    const assigneeId = parseId(c.get('form').komu) ?? null;
    await assignThread(admin.deps, { staff: c.get('session'), threadId, assigneeId });
    return c.redirect(paths.admin.thread(threadId), 303);
  });

  app.post('/skrzynka/:id{[0-9]{1,15}}/zamknij', async (c) => {
    const threadId = readThreadId(c);
    const seenMoId = parseId(c.get('form').sms) ?? 0;
    const isClosed = await closeThread(admin.deps, { staff: c.get('session'), threadId, seenMoId });
    return c.redirect(`${paths.admin.thread(threadId)}?stan=${isClosed ? 'zamknieto' : 'nowe'}`, 303);
  });

  app.post('/skrzynka/:id{[0-9]{1,15}}/otworz', async (c) => {
    const threadId = readThreadId(c);
    await reopenThread(admin.deps, { staff: c.get('session'), threadId });
    return c.redirect(paths.admin.thread(threadId), 303);
  });

  app.post('/skrzynka/:id{[0-9]{1,15}}/numer', async (c) => {
    const session = c.get('session');
    const threadId = readThreadId(c);
    const { staffId, role } = session;
    const sender = await revealSender(admin.deps, { staffId, role, threadId });
    return c.html(
      renderAdminPage(admin, {
        room: 'inbox',
        session,
        title: 'Nadawca',
        width: 'narrow',
        body: html`<p class="lead">${sender}</p>
${renderNotice({ kind: 'info', body: 'To, że obejrzano ten numer, zapisano w dzienniku.' })}
<p><a href="${paths.admin.thread(threadId)}">Wróć do rozmowy</a></p>`,
      }),
    );
  });

  async function send(
    c: Context<AdminEnv>,
    given: { readonly threadId: number; readonly form: Form },
  ): Promise<Response> {
    const { threadId, form } = given;
    const text = form.tresc ?? '';
    const isClosing = form.czynnosc === 'wyslij-zamknij';
    const outcome = await answerThread(admin.deps, {
      staff: c.get('session'),
      threadId,
      key: readKey(form.klucz),
      text,
      seen: { moId: parseId(form.sms) ?? 0, answerId: parseId(form.odp) ?? 0 },
      after: isClosing ? 'close' : 'keep',
    });
    if (outcome.kind === 'sent' || outcome.kind === 'repeated') {
      const state = isClosing ? 'wyslano-zamknieto' : 'wyslano';
      return c.redirect(`${paths.admin.thread(threadId)}?stan=${state}`, 303);
    }
    return rewrite(c, { threadId, text, outcome });
  }

  async function insertSaved(
    c: Context<AdminEnv>,
    given: { readonly threadId: number; readonly form: Form },
  ): Promise<Response> {
    const { threadId, form } = given;
    const id = parseId(form.gotowa);
    const saved = id === undefined ? null : await findSavedAnswer(admin.deps.db, id);
    const text = form.tresc ?? '';
    if (saved === null) {
      return rewrite(c, { threadId, text, problems: { gotowa: 'Wybierz gotową odpowiedź z listy.' } });
    }
    const begun = text.trimEnd();
    return rewrite(c, { threadId, text: begun === '' ? saved.body : `${begun}\n${saved.body}` });
  }

  /** The page again, with what the person has written and what has come meanwhile. */
  async function rewrite(
    c: Context<AdminEnv>,
    given: {
      readonly threadId: number;
      readonly text: string;
      readonly outcome?: AnswerRefusal;
      readonly problems?: ThreadPage['problems'];
      readonly isCostShown?: boolean;
    },
  ): Promise<Response> {
    const { threadId, text, outcome } = given;
    const session = c.get('session');
    const thread = await openThread(admin.deps, { staff: session, threadId });
    const wrong =
      outcome?.kind === 'problems' ? outcome.problems.map(wordAnswerProblem).join(' ') : undefined;
    const problems = { ...given.problems, ...(wrong === undefined ? {} : { tresc: wrong }) };
    const notice = outcome === undefined ? undefined : await wordOutcome(thread, outcome);
    const page = {
      session,
      thread,
      text,
      problems,
      isCostShown: given.isCostShown === true,
      ...(notice === undefined ? {} : { notice }),
    };
    const isRefused = Object.keys(problems).length > 0;
    return c.html(await renderThreadPage(admin, page), isRefused ? 422 : notice === undefined ? 200 : 409);
  }

  async function wordOutcome(thread: Thread, outcome: AnswerRefusal): Promise<Notice | undefined> {
    switch (outcome.kind) {
      case 'problems':
        return undefined;
      case 'blocked':
        return { kind: 'warning', body: 'Odpowiedź nie została wysłana. Powód jest podany niżej.' };
      case 'answered_meanwhile':
        return { kind: 'warning', body: await renderOther(thread, 'staff') };
      case 'texted_meanwhile':
        return { kind: 'warning', body: await renderOther(thread, 'person') };
      default:
        return outcome satisfies never;
    }
  }

  async function renderOther(thread: Thread, kind: 'staff' | 'person'): Promise<Html> {
    const now = admin.deps.clock();
    const { phoneId, sender } = thread;
    const before = new Date(now.getTime() + 60_000);
    const messages = await listThreadMessages(admin.deps.db, { phoneId, sender, before, limit: 30 });
    const last = messages.findLast((message: ThreadMessage) => message.kind === kind);
    const what =
      kind === 'staff'
        ? `W międzyczasie odpowiedział(a) ${last?.staffName ?? 'ktoś inny'}`
        : 'W międzyczasie przyszedł nowy SMS';
    return html`<p><strong>${what}${last === undefined ? '' : `, ${formatAge(last.at, now)}`}.</strong>${last === undefined ? '' : html` „${last.text}”`}</p>
<p>Twoja odpowiedź nie została wysłana, a tekst jest niżej. Jeśli nadal jest potrzebna, wyślij ją jeszcze raz.</p>`;
  }
}

function readThreadId(c: Context<AdminEnv>): number {
  return Number(c.req.param('id'));
}

function readKey(value: string | undefined): string {
  if (value !== undefined && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(value)) return value;
  throw new ServiceError('invalid', 'the form has no key');
}
