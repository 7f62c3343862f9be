// The admin door: pages for officials. One file per page family; every page but set-up and login is behind a session.
import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { csrf } from 'hono/csrf';
import { HTTPException } from 'hono/http-exception';
import { parseNetworks } from '#domain/networks.ts';
import type { Deps } from '#services/deps.ts';
import { ServiceError } from '#services/errors.ts';
import type { LiveAccess } from '#services/live-checks.ts';
import { createLogInLimits } from '#services/log-in.ts';
import { mountAccount } from './account.ts';
import { mountAccounts } from './accounts.ts';
import { mountAlert } from './alert.ts';
import { mountAreas } from './areas.ts';
import { mountAudience } from './audience.ts';
import { mountAudit } from './audit.ts';
import { mountCampaignActs } from './campaign-acts.ts';
import { mountCampaigns } from './campaigns.ts';
import { mountCategories } from './categories.ts';
import { mountClauses } from './clauses.ts';
import { mountCompose } from './compose.ts';
import { mountDeadNumbers } from './dead-numbers.ts';
import { mountDeclaration } from './declaration.ts';
import { mountDutyOfficers } from './duty-officers.ts';
import { mountExercises } from './exercises.ts';
import { mountFirstSteps } from './first-steps.ts';
import { mountGoLive } from './go-live.ts';
import { requireSession } from './guard.ts';
import { mountHome } from './home.ts';
import { mountImportColumns } from './import-columns.ts';
import { mountImportPreview } from './import-preview.ts';
import { mountImports, mountImportUpload } from './imports.ts';
import { mountInbox } from './inbox.ts';
import { mountInboxEvents } from './inbox-events.ts';
import { mountParked } from './inbox-parked.ts';
import { mountKits } from './kits.ts';
import { mountLegalBasis } from './legal-basis.ts';
import { mountLists, mountListUpload } from './lists.ts';
import { mountLock } from './lock.ts';
import { mountLogIn } from './log-in.ts';
import { mountLook } from './look.ts';
import { mountManual } from './manual.ts';
import { mountMessages } from './messages.ts';
import { mountOwnPhone } from './own-phone.ts';
import { mountPaperForms } from './paper-forms.ts';
import { mountPerson } from './person.ts';
import { mountPersonChange } from './person-change.ts';
import { mountPlaceAliases } from './place-aliases.ts';
import { mountPlaceFiles, mountPlaceUpload } from './place-files.ts';
import { mountPlaceOrphans } from './place-orphans.ts';
import { mountPlaces } from './places.ts';
import { mountPreview } from './preview.ts';
import { mountProgress } from './progress.ts';
import { mountRecovery } from './recovery.ts';
import { renderRefusalPage } from './refusals.ts';
import { mountReplyTexts } from './reply-texts.ts';
import { mountReports } from './reports.ts';
import { mountRequests } from './requests.ts';
import { mountSavedAnswers } from './saved-answers.ts';
import { mountSecondFactor } from './second-factor.ts';
import { type AdminContext, type AdminEnv, findAddress } from './session.ts';
import { mountSetUp } from './set-up.ts';
import { mountSettingHistory } from './setting-history.ts';
import { mountSettings } from './settings.ts';
import { mountSettingsPages } from './settings-pages.ts';
import { mountSubscribers } from './subscribers.ts';
import { mountTemplates } from './templates.ts';
import { mountThread } from './thread.ts';
import { mountTokens } from './tokens.ts';
import { mountUnknownBatches } from './unknown-batches.ts';
import { mountUnknownReplies } from './unknown-replies.ts';

/** What of the configuration the panel needs. */
export type AdminConfig = {
  readonly publicUrl: string | undefined;
  readonly trustedProxies: readonly string[];
  /** When not empty, the panel answers only there. */
  readonly adminNetworks: readonly string[];
  readonly smsapi: Pick<LiveAccess, 'token' | 'number'> & AdminContext['pace'];
};

export type AdminOptions = {
  readonly deps: Deps;
  readonly config: AdminConfig;
  readonly isHttps: boolean;
  /** Left out: token and number as the configuration has them, and no account to ask. */
  readonly live?: LiveAccess | undefined;
};

/** The panel, to be mounted at /admin. Security headers are the app's. Throws RangeError for a bad network. */
export function createAdmin({ deps, config, isHttps, live }: AdminOptions): Hono {
  const networks = parseNetworks(config.adminNetworks);
  const publicOrigin = config.publicUrl === undefined ? undefined : new URL(config.publicUrl).origin;
  const admin: AdminContext = {
    deps,
    isHttps,
    trustedProxies: parseNetworks(config.trustedProxies),
    live: live ?? { token: config.smsapi.token, number: config.smsapi.number, publicUrl: config.publicUrl },
    pace: config.smsapi,
    limits: createLogInLimits(deps),
    publicOrigin,
  };

  const gate = new Hono<AdminEnv>();
  mountSetUp(gate, admin);
  mountLogIn(gate, admin);
  mountSecondFactor(gate, admin);

  const pages = new Hono<AdminEnv>();
  pages.use(requireSession(admin));
  mountHome(pages, admin);
  mountCompose(pages, admin);
  mountAudience(pages, admin);
  mountTemplates(pages, admin);
  mountLists(pages, admin);
  mountCampaigns(pages, admin);
  mountCampaignActs(pages, admin);
  mountAlert(pages, admin);
  mountUnknownBatches(pages, admin);
  mountUnknownReplies(pages, admin);
  mountPreview(pages, admin);
  mountLegalBasis(pages, admin);
  mountProgress(pages, admin);
  mountMessages(pages, admin);
  mountReports(pages, admin);
  mountSubscribers(pages, admin);
  mountRequests(pages, admin);
  mountDeadNumbers(pages, admin);
  mountImports(pages, admin);
  mountPaperForms(pages, admin);
  mountImportColumns(pages, admin);
  mountImportPreview(pages, admin);
  mountPerson(pages, admin);
  mountPersonChange(pages, admin);
  mountKits(pages, admin);
  mountInbox(pages, admin);
  mountInboxEvents(pages, admin);
  mountParked(pages, admin);
  mountThread(pages, admin);
  mountSettings(pages, admin);
  mountSettingsPages(pages, admin);
  mountSettingHistory(pages, admin);
  mountReplyTexts(pages, admin);
  mountClauses(pages, admin);
  mountLook(pages, admin);
  mountCategories(pages, admin);
  mountDeclaration(pages, admin);
  mountSavedAnswers(pages, admin);
  mountDutyOfficers(pages, admin);
  mountTokens(pages, admin);
  mountGoLive(pages, admin);
  mountFirstSteps(pages, admin);
  mountPlaces(pages, admin);
  mountPlaceFiles(pages, admin);
  mountPlaceOrphans(pages, admin);
  mountPlaceAliases(pages, admin);
  mountAreas(pages, admin);
  mountExercises(pages, admin);
  mountManual(pages, admin);
  mountLock(pages, admin);
  mountAccount(pages, admin);
  mountOwnPhone(pages, admin);
  mountAccounts(pages, admin);
  mountAudit(pages, admin);
  mountRecovery(pages, admin);

  const app = new Hono();
  app.use(async (c, next) => {
    if (!networks.isEmpty && !networks.has(findAddress(admin, c))) return c.notFound();
    // Pages hold residents' data: no copy stays in the browser's or a proxy's cache.
    c.header('cache-control', 'no-store');
    await next();
  });
  app.use(
    csrf({
      // Behind a proxy the request's own address is not the one people see.
      origin: (origin, c) => origin === new URL(c.req.url).origin || origin === publicOrigin,
    }),
  );
  // Registers are read as they arrive and have a limit of their own.
  const uploads = new Hono<AdminEnv>();
  mountPlaceUpload(uploads, admin);
  mountListUpload(uploads, admin);
  mountImportUpload(uploads, admin);
  app.route('/', uploads);
  app.use(bodyLimit({ maxSize: 256 * 1024 }));
  app.route('/', gate);
  app.route('/', pages);
  app.onError((error, c) => {
    if (error instanceof ServiceError) return renderRefusalPage(admin, { c, code: error.code });
    if (error instanceof HTTPException && error.status === 403) {
      return renderRefusalPage(admin, { c, code: 'forbidden' });
    }
    throw error;
  });
  return app;
}
