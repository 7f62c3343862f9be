// What every process of the service needs, built once: database, installation, gateway, the office's knowledge.
import pino, { type Logger } from 'pino';
import { surviveLostConnections } from '#db/driver-fault.ts';
import { findInstallation, type Installation } from '#db/installation.ts';
import { type Database, openDatabase } from '#db/pool.ts';
import { ensureLedgerMonths } from '#db/runs.ts';
import type { Deps, Office } from '#services/deps.ts';
import { ensureInstallation } from '#services/ensure-installation.ts';
import type { LiveAccess } from '#services/live-checks.ts';
import { loadPracticeData } from '#services/load-practice-data.ts';
import { watchOffice } from '#services/office.ts';
import { type Gateway, GatewayError } from '#sms/gateway.ts';
import { createSmsapiGateway } from '#sms/smsapi.ts';
import { createSmsapiAccount } from '#sms/smsapi-account.ts';
import { type Config, ConfigError } from './config.ts';
import { migrate } from './migrate.ts';
import { type Cluster, startCluster } from './postgres/cluster.ts';
import { findRunningCluster } from './postgres/running.ts';

export type Runtime = {
  readonly config: Config;
  readonly logger: Logger;
  readonly databaseUrl: string;
  readonly database: Database;
  readonly deps: Deps;
  readonly installation: () => Installation;
  /** The account that messages really go through, asked in practice mode too before going live. */
  readonly live: LiveAccess;
  readonly isNew: boolean;
  readonly stop: () => Promise<void>;
};

/**
 * Opens the runtime: embedded PostgreSQL when no DATABASE_URL is given, migrations, the installation's row, practice
 * data on a practice installation without places. Throws ConfigError when a live installation lacks its token or number.
 */
export async function openRuntime(options: {
  readonly config: Config;
  /** `own`: the whole service on one machine, supervises the embedded server · `join`: beside it, if it runs. */
  readonly database: 'own' | 'join';
}): Promise<Runtime> {
  const { config } = options;
  const logger = createLogger(config.logLevel);
  const { url, cluster } = await findDatabase({ config, logger, role: options.database });
  surviveLostConnections();
  let database: Database | undefined;
  try {
    await migrate(url).catch((error: unknown) => {
      throw config.databaseUrl === undefined ? error : explainUnreachable(error);
    });
    database = await openDatabase({ url });
    const { db, sql } = database;
    await ensureLedgerMonths(db, new Date());
    const hasGateway = config.smsapi.token !== undefined && config.smsapi.urlGiven;
    let { installation, isNew } = await ensureInstallation(db, { hasGateway });
    if (installation.mode === 'live') refuseHalfLive(config);
    if (installation.mode === 'practice') await loadPracticeData({ db });
    const gateway = createModeGateway({ config, logger, installation: () => installation });
    const office = await watchOffice({
      db,
      sql,
      logger,
      onChange: async () => {
        installation = (await findInstallation(db)) ?? installation;
      },
    });
    const opened = database;
    return {
      config,
      logger,
      databaseUrl: url,
      database,
      installation: () => installation,
      live: createLiveAccess(config),
      isNew,
      deps: {
        db,
        sql,
        gateway,
        logger,
        clock: () => new Date(),
        secretKey: config.secretKey,
        office: rememberOffice(office.current, config.smsapi),
      },
      stop: async () => {
        await office.stop();
        await opened.end();
        await cluster?.stop();
      },
    };
  } catch (error) {
    await database?.end();
    await cluster?.stop();
    throw error;
  }
}

const connectionProblems: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing answers at its host and port',
  ENOTFOUND: 'its host is not known',
  CONNECT_TIMEOUT: 'its host does not answer in time',
  '28P01': 'the server refuses the user or password',
  '28000': 'the server refuses the user or password',
  '3D000': 'the server has no database of that name',
  '42501': 'its user may not create tables there',
};

/** An operator's mistake in DATABASE_URL as a sentence; any other failure as it is. */
function explainUnreachable(error: unknown): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const problem = connectionProblems[code];
  return problem === undefined ? error : new ConfigError(`DATABASE_URL: ${problem}`, { cause: error });
}

/** The office as it is now; put together once for each change of it, as everything asks for it all the time. */
function rememberOffice(current: () => Office, smsapi: Config['smsapi']): () => Office {
  let known: { readonly stored: Office; readonly office: Office } | undefined;
  return () => {
    const stored = current();
    if (known?.stored !== stored) known = { stored, office: withDialogueNumber(stored, smsapi) };
    return known.office;
  };
}

/** The number and name given by the environment hold until the office sets its own in the panel. */
function withDialogueNumber(office: Office, smsapi: Config['smsapi']): Office {
  const { dialogueNumber, senderName } = office.settings;
  if (dialogueNumber !== '' && senderName !== '') return office;
  return {
    ...office,
    settings: {
      ...office.settings,
      dialogueNumber: dialogueNumber === '' ? (smsapi.number ?? '') : dialogueNumber,
      senderName: senderName === '' ? (smsapi.from ?? '') : senderName,
    },
  };
}

/** Logs go to standard error as JSON lines; numbers, texts and secrets are never among the fields we log. */
function createLogger(level: Config['logLevel']): Logger {
  return pino({ level, base: null }, pino.destination({ dest: 2, sync: true }));
}

/** The address of the database: the given one, that of our server already running, or a server started here. */
async function findDatabase(options: {
  readonly config: Config;
  readonly logger: Logger;
  readonly role: 'own' | 'join';
}): Promise<{ readonly url: string; readonly cluster?: Cluster }> {
  const { config, logger } = options;
  if (config.databaseUrl !== undefined) return { url: config.databaseUrl };
  const { dataDir } = config;
  if (options.role === 'join') {
    const running = await findRunningCluster({ dataDir });
    if (running !== undefined) return { url: running.url };
  }
  const cluster = await startCluster({
    dataDir,
    logger,
    onStateChange: (state) => logger.warn({ state }, 'embedded PostgreSQL changed state'),
  });
  return { url: cluster.url, cluster };
}

function createLiveAccess(config: Config): LiveAccess {
  const { token, number, url } = config.smsapi;
  const { publicUrl, webhookSecrets } = config;
  const given = { token, number, publicUrl, webhookSecrets };
  if (token === undefined) return given;
  return {
    ...given,
    account: createSmsapiAccount({ url, token }),
    gateway: createSmsapiGateway({ url, token }),
  };
}

function refuseHalfLive(config: Config): void {
  const missing = [
    config.smsapi.token === undefined ? 'SMSAPI_TOKEN' : undefined,
    config.smsapi.number === undefined ? 'SMSAPI_NUMBER' : undefined,
  ].filter((name) => name !== undefined);
  if (missing.length > 0) {
    throw new ConfigError(
      `${missing.join(', ')}: missing, and this installation is live (it sends real messages)`,
    );
  }
}

/**
 * The gateway of the installation's mode, looked up at each call: a change to live, or a simulator started by
 * another process, holds from the next call on. Without an address a call is refused, never lost.
 */
function createModeGateway(options: {
  readonly config: Config;
  readonly logger: Logger;
  readonly installation: () => Installation;
}): Gateway {
  const { smsapi } = options.config;
  const made = new Map<string, Gateway>();
  function current(): Gateway {
    const { mode, simulatorUrl } = options.installation();
    const url = mode === 'live' ? smsapi.url : simulatorUrl;
    const token = mode === 'live' ? smsapi.token : 'practice';
    if (url === null || token === undefined)
      throw new GatewayError({ kind: 'misconfigured', code: 'no_gateway' });
    const key = `${mode} ${url}`;
    const gateway =
      made.get(key) ??
      createSmsapiGateway({
        url,
        token,
        backupUrl: mode === 'live' ? smsapi.backupUrl : undefined,
        logger: options.logger,
      });
    made.set(key, gateway);
    return gateway;
  }
  // Reading callbacks needs no address and no token.
  const reader = createSmsapiGateway({ url: smsapi.url, token: 'none' });
  return {
    account: () => {
      const { mode } = options.installation();
      // The simulator is the same wherever it listens today.
      return mode === 'practice' ? 'practice' : smsapi.token === undefined ? '' : current().account();
    },
    checkFill: async (numbers) => current().checkFill(numbers),
    submit: async (call) => current().submit(call),
    getBalance: async () => current().getBalance(),
    parseMo: reader.parseMo,
    parseDlrs: reader.parseDlrs,
  };
}
