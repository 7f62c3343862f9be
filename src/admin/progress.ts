// Live progress of a campaign as server-sent events: each second what changed, until nothing more can change. `stan` is
// the state that the page shows: an alert to a few is over before the page has opened its stream.
import type { Hono } from 'hono';
import { streamSSE } from 'hono/streaming';
import { findCampaign } from '#db/campaigns.ts';
import { paths } from '#html/paths.ts';
import { ServiceError } from '#services/errors.ts';
import { isUnderWay, readProgress, wordProgress } from './campaign-view.ts';
import type { AdminContext, AdminEnv } from './session.ts';

const everyMs = 1_000;
/** The browser comes back by itself; so a session that has ended meanwhile is noticed. */
const longestMs = 5 * 60_000;

export function mountProgress(app: Hono<AdminEnv>, admin: AdminContext): void {
  const { db, logger } = admin.deps;

  app.get('/wysylki/:id{[0-9]{1,15}}/postep', async (c) => {
    const id = Number(c.req.param('id'));
    const first = await findCampaign(db, id);
    if (first === null) throw new ServiceError('not_found', 'no such campaign');
    const shown = c.req.query('stan') ?? first.state;
    return streamSSE(
      c,
      async (stream) => {
        const endsAt = performance.now() + longestMs;
        let sent = '';
        while (!stream.aborted && performance.now() < endsAt) {
          const [campaign, progress] = await Promise.all([findCampaign(db, id), readProgress(admin, id)]);
          const data = JSON.stringify({
            texts: wordProgress(progress),
            done: progress.done,
            total: progress.total,
          });
          // An unchanged count is sent as a comment: it keeps proxies from closing a quiet stream.
          if (data === sent) await stream.write(': \n\n');
          else await stream.writeSSE({ event: 'counts', data });
          sent = data;
          if (campaign?.state !== shown) {
            await stream.writeSSE({ event: 'changed', data: paths.admin.campaign(id) });
            return;
          }
          if (!isUnderWay(first) && progress.counts.submitted === 0) {
            await stream.writeSSE({ event: 'end', data: '' });
            return;
          }
          await stream.sleep(everyMs);
        }
      },
      async (error) => {
        logger.warn({ err: error, campaignId: id }, 'live progress ended early');
      },
    );
  });
}
