// The db room: every SQL statement of the service lives here, in named functions.
// Slonik serves everyday queries and transactions; postgres.js serves COPY, LISTEN, bulk and the hot inbox path.
import postgres from 'postgres';
import {
  type CommonQueryMethods,
  createPool,
  createTypeParserPreset,
  type DatabasePool,
  type DatabaseTransactionConnection,
  type Interceptor,
  type QueryResultRow,
  SchemaValidationError,
} from 'slonik';

/** Both ways into one PostgreSQL. int8 comes as number (our ids stay below 2^53), timestamptz as Date, date as string. */
export type Database = {
  readonly db: DatabasePool;
  readonly sql: postgres.Sql<{ bigint: number }>;
  /** Closes both pools; queries under way finish first. */
  readonly end: () => Promise<void>;
};

export type Bulk = Database['sql'];

/** What services hand on to the queries: reading needs either, writing needs a transaction. */
export type Reads = CommonQueryMethods;
export type Tx = DatabaseTransactionConnection;

/** Slonik validates nothing by itself: without this the row schemas would be decoration. */
const parseRows: Interceptor = {
  name: 'parse-rows',
  transformRow: (context, query, row) => {
    const schema = context.resultParser;
    if (schema === undefined) return row;
    const result = schema['~standard'].validate(row);
    if (result instanceof Promise) throw new Error('A row schema must be synchronous.');
    if (result.issues !== undefined) throw new SchemaValidationError(query, row, result.issues);
    return result.value as QueryResultRow;
  },
};

const typeParsers = [
  ...createTypeParserPreset().filter((parser) => !['int8', 'timestamptz'].includes(parser.name)),
  { name: 'int8', parse: (value: string) => Number(value) },
  { name: 'timestamptz', parse: parseTimestamp },
];

export type DatabaseOptions = {
  readonly url: string;
  /** Connections of each of the two pools. */
  readonly size?: number;
  readonly statementTimeoutMs?: number;
};

/** Opens both pools; connections are made when first needed, so this does not fail while the server is down. */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  const size = options.size ?? 8;
  const db = await createPool(options.url, {
    maxPoolSize: size,
    idleTimeout: 60_000,
    connectionTimeout: 5_000,
    statementTimeout: options.statementTimeoutMs ?? 60_000,
    // DISCARD ALL after each release costs 12–36 % and we keep no session state in pooled connections.
    resetConnection: async () => undefined,
    typeParsers,
    interceptors: [parseRows],
  });
  const sql = postgres(options.url, {
    max: size,
    idle_timeout: 60,
    connect_timeout: 5,
    // By itself the driver waits longer after each refused connection, up to 20 s, also when the server has long been back.
    backoff: () => 0.2,
    onnotice: () => undefined,
    types: {
      bigint: { to: 20, from: [20], parse: (value: string) => Number(value), serialize: String },
      date: { to: 1082, from: [1082], parse: (value: string) => value, serialize: (value: string) => value },
    },
  }) as Bulk;
  return {
    db,
    sql,
    end: async () => {
      await Promise.all([db.end(), sql.end({ timeout: 5 })]);
    },
  };
}

/**
 * A connection beside the pool, for what belongs to one session. It comes back by itself after a loss, as another
 * session; `onClose` tells that the one before is over.
 */
export function openSession(bulk: Bulk, onClose: () => void): Bulk {
  return reopen(bulk, { max: 1, idle_timeout: null, max_lifetime: null, onclose: onClose });
}

/** Whether these connections plan by key only, and once. */
export function isKeyed(bulk: Bulk): boolean {
  return bulk.options.connection?.plan_cache_mode === keyedPlans.plan_cache_mode;
}

function reopen(bulk: Bulk, changes: Readonly<Record<string, unknown>>): Bulk {
  // As the driver itself does for LISTEN; its types take parsed options for no options.
  const options: unknown = { ...bulk.options, ...changes };
  return postgres(options as postgres.Options<{ bigint: postgres.PostgresType<number> }>) as Bulk;
}

/**
 * Settings under which a statement is planned once for each connection, and looks rows up by key: for small statements
 * that would be planned for longer than they run. The plan of a young table is kept while it grows, so none may read a
 * table whole. That of an index is not ruled out by these: a join names its keys once more, as an array.
 */
export const keyedPlans = {
  plan_cache_mode: 'force_generic_plan',
  enable_seqscan: 'off',
  enable_hashjoin: 'off',
  enable_mergejoin: 'off',
} as const;

/** A connection beside the pool for such statements; it comes back by itself after a loss. */
export function openKeyed(bulk: Bulk): Bulk {
  return reopen(bulk, { max: 1, connection: { ...bulk.options.connection, ...keyedPlans } });
}

/** An instant as PostgreSQL prints it, in JSON too. */
export function parseTimestamp(value: string): Date {
  // PostgreSQL prints '2026-11-22 19:00:00.123+00'; its infinities have no Date.
  if (value === 'infinity') return new Date(8.64e15);
  if (value === '-infinity') return new Date(-8.64e15);
  return new Date(value.replace(' ', 'T').replace(/([+-]\d\d)$/, '$1:00'));
}
