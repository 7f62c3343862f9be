// The environment, parsed once. Nothing else reads process.env.
import { createHash, randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { z } from 'zod';
import { parseNetworks } from '#domain/networks.ts';
import { makeFolder } from '#postgres/make-folder.ts';

const url = z.url({ protocol: /^https?$/, error: 'must be an http:// or https:// address' });
function whole({ min, max }: { readonly min: number; readonly max: number }) {
  const error = `must be a whole number from ${min} to ${max}`;
  return z.coerce.number({ error }).int({ error }).min(min, { error }).max(max, { error });
}
const list = z.string().transform((text) =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== ''),
);
const networks = list.refine(
  (entries) => {
    try {
      parseNetworks(entries);
      return true;
    } catch {
      return false;
    }
  },
  { error: 'each must be an address or a network such as 10.0.0.0/8' },
);

const twoSecrets = 'must be one secret, or two with a comma between them';
const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;

const schema = z.object({
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//, 'must begin with postgres:// or postgresql://')
    .optional(),
  DATA_DIR: z.string().min(1).default('./data'),
  HOST: z.string().min(1).default('127.0.0.1'),
  PORT: whole({ min: 0, max: 65_535 }).default(3000),
  PUBLIC_URL: url.optional(),
  SMSAPI_URL: url.optional(),
  SMSAPI_TOKEN: z.string().min(1).optional(),
  SMSAPI_BACKUP_URL: url.optional(),
  SMSAPI_FROM: z.string().min(1).max(11, 'a sender name has at most 11 characters').optional(),
  SMSAPI_NUMBER: z
    .string()
    .regex(/^\+?[0-9]{9,15}$/, 'must be digits, for example 48500100200')
    .optional(),
  SMSAPI_MAX_RECIPIENTS: whole({ min: 1, max: 10_000 }).default(100),
  SMSAPI_MAX_RPS: whole({ min: 1, max: 100_000 }).default(80),
  WEBHOOK_SECRET: list
    .pipe(
      z
        .array(z.string().regex(/^[A-Za-z0-9_-]{16,}$/, 'each must have at least 16 of A-Z a-z 0-9 _ -'))
        .min(1, twoSecrets)
        .max(2, twoSecrets),
    )
    .optional(),
  WEBHOOK_IPS: networks.default([]),
  SECRET_KEY: z.string().min(32, 'must have at least 32 characters').optional(),
  METRICS_TOKEN: z
    .string()
    .regex(/^[\w.~+/-]{16,}=*$/, 'must have at least 16 of A-Z a-z 0-9 . _ ~ + / -')
    .optional(),
  TRUSTED_PROXIES: networks.default([]),
  ADMIN_NETWORKS: networks.default([]),
  TLS_CERT: z.string().optional(),
  TLS_KEY: z.string().optional(),
  LOG_LEVEL: z.enum(logLevels, { error: `must be one of ${logLevels.join(', ')}` }).default('info'),
});

const secrets = ['DATABASE_URL', 'SMSAPI_TOKEN', 'WEBHOOK_SECRET', 'SECRET_KEY', 'METRICS_TOKEN'] as const;

export type Config = {
  readonly databaseUrl: string | undefined;
  readonly dataDir: string;
  readonly host: string;
  readonly port: number;
  readonly publicUrl: string | undefined;
  readonly smsapi: {
    readonly url: string;
    /** True when SMSAPI_URL was given: together with the token it makes a new installation live at once. */
    readonly urlGiven: boolean;
    readonly token: string | undefined;
    readonly backupUrl: string | undefined;
    readonly from: string | undefined;
    readonly number: string | undefined;
    readonly maxRecipients: number;
    readonly maxCallsPerSecond: number;
  };
  readonly webhookSecrets: readonly string[];
  readonly webhookIps: readonly string[];
  /** 32 bytes derived from SECRET_KEY. */
  readonly secretKey: Uint8Array;
  /** What Prometheus shows at /metrics. */
  readonly metricsToken: string;
  readonly trustedProxies: readonly string[];
  readonly adminNetworks: readonly string[];
  readonly tls: { readonly cert: string; readonly key: string } | undefined;
  readonly logLevel: z.infer<typeof schema>['LOG_LEVEL'];
};

/** Names the variable and what is wrong with it; never the value, which may be a secret. */
export class ConfigError extends Error {
  override name = 'ConfigError';
}

/**
 * Reads and checks the environment; secrets not given are generated once and kept in DATA_DIR with mode 0600.
 * Throws ConfigError.
 */
export function readConfig(environment: Record<string, string | undefined> = process.env): Config {
  const given = withSecretFiles(environment);
  const parsed = schema.safeParse(given);
  if (!parsed.success) {
    const lines = parsed.error.issues.map((issue) => `${String(issue.path[0])}: ${issue.message}`);
    throw new ConfigError(lines.join('\n'));
  }
  const env = parsed.data;
  if ((env.TLS_CERT === undefined) !== (env.TLS_KEY === undefined)) {
    throw new ConfigError('TLS_CERT and TLS_KEY: give both or neither');
  }
  const dataDir = resolve(env.DATA_DIR);
  const secretKey = env.SECRET_KEY ?? keptSecret(dataDir, 'secret-key');
  return {
    databaseUrl: env.DATABASE_URL,
    dataDir,
    host: env.HOST,
    port: env.PORT,
    publicUrl: env.PUBLIC_URL?.replace(/\/+$/, ''),
    smsapi: {
      url: env.SMSAPI_URL ?? 'https://api.smsapi.pl',
      urlGiven: env.SMSAPI_URL !== undefined,
      token: env.SMSAPI_TOKEN,
      backupUrl: env.SMSAPI_BACKUP_URL,
      from: env.SMSAPI_FROM,
      number: env.SMSAPI_NUMBER,
      maxRecipients: env.SMSAPI_MAX_RECIPIENTS,
      maxCallsPerSecond: env.SMSAPI_MAX_RPS,
    },
    webhookSecrets: env.WEBHOOK_SECRET ?? [keptSecret(dataDir, 'webhook-secret')],
    webhookIps: env.WEBHOOK_IPS,
    secretKey: createHash('sha256').update(secretKey).digest(),
    metricsToken: env.METRICS_TOKEN ?? keptSecret(dataDir, 'metrics-token'),
    trustedProxies: env.TRUSTED_PROXIES,
    adminNetworks: env.ADMIN_NETWORKS,
    tls: readTls(env.TLS_CERT, env.TLS_KEY),
    logLevel: env.LOG_LEVEL,
  };
}

/** `NAME_FILE` gives a secret by a file; an empty variable counts as absent, as shells and compose files make them. */
function withSecretFiles(
  environment: Record<string, string | undefined>,
): Record<string, string | undefined> {
  const known = Object.keys(schema.shape);
  const given: Record<string, string | undefined> = {};
  for (const name of known) {
    const value = environment[name];
    given[name] = value === '' ? undefined : value;
  }
  for (const name of secrets) {
    const path = environment[`${name}_FILE`];
    if (path === undefined || path === '') continue;
    if (given[name] !== undefined)
      throw new ConfigError(`${name}: give the variable or ${name}_FILE, not both`);
    given[name] = readSecretFile(`${name}_FILE`, path);
  }
  return given;
}

function readSecretFile(name: string, path: string): string {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch (error) {
    throw new ConfigError(`${name}: ${path} cannot be read by this user`, { cause: error });
  }
}

function readTls(cert: string | undefined, key: string | undefined): Config['tls'] {
  if (cert === undefined || key === undefined) return undefined;
  return { cert: readSecretFile('TLS_CERT', cert), key: readSecretFile('TLS_KEY', key) };
}

function keptSecret(dataDir: string, name: string): string {
  const path = resolve(dataDir, name);
  try {
    makeFolder(dataDir);
    // 'wx' lets one of several starting processes win; the others read what it wrote.
    writeFileSync(path, `${randomBytes(32).toString('base64url')}\n`, { mode: 0o600, flag: 'wx' });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) {
      throw new ConfigError(`DATA_DIR: cannot write to it (${path})`, { cause: error });
    }
  }
  return readSecretFile('DATA_DIR', path);
}
