// Live hints of the inbox as server-sent events: a mark of what is there now, sent when it changes.
import type { Context, Hono } from 'hono';
import { streamSSE } from 'hono/streaming';
import { countInbox } from '#db/inbox.ts';
import { findThread } from '#db/threads.ts';
import { ServiceError } from '#services/errors.ts';
import { outlineError } from '#services/failures.ts';
import { peopleOfSession } from '#services/sender-limit.ts';
import { inboxMark } from './inbox.ts';
import type { AdminContext, AdminEnv } from './session.ts';
import { threadMark } from './thread-page.ts';

const everyMs = 2_000;
/** The page comes back while somebody uses it; so a session that has ended meanwhile is noticed. */
const longestMs = 5 * 60_000;

export function mountInboxEvents(app: Hono<AdminEnv>, admin: AdminContext): void {
  const { db, logger } = admin.deps;

  app.get('/skrzynka/zmiany', (c) => {
    const within = peopleOfSession(admin.deps.office(), c.get('session'));
    return follow(c, async () => inboxMark(await countInbox(db, within)));
  });

  app.get('/skrzynka/:id{[0-9]{1,15}}/zmiany', async (c) => {
    const id = Number(c.req.param('id'));
    if ((await findThread(db, id)) === null) throw new ServiceError('not_found', 'no such thread');
    return follow(c, async () => {
      const thread = await findThread(db, id);
      return thread === null ? '' : threadMark(thread);
    });
  });

  function follow(c: Context<AdminEnv>, readMark: () => Promise<string>): Response {
    return streamSSE(
      c,
      async (stream) => {
        const endsAt = performance.now() + longestMs;
        let sent: string | undefined;
        while (!stream.aborted && performance.now() < endsAt) {
          const mark = await readMark();
          // An unchanged mark is sent as a comment: it keeps proxies from closing a quiet stream.
          if (mark === sent) await stream.write(': \n\n');
          else await stream.writeSSE({ event: 'mark', data: mark });
          sent = mark;
          await stream.sleep(everyMs);
        }
        await stream.writeSSE({ event: 'end', data: '' });
      },
      async (error) => {
        logger.warn(outlineError(error), 'live hints of the inbox ended early');
      },
    );
  }
}
