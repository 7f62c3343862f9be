import { totalmem } from 'node:os';

export type ServerSettings = Readonly<Record<string, string>>;

const MiB = 1024 * 1024;

/**
 * The server's settings for a small machine that it shares with the service. They are given on the command line,
 * where no configuration file can undo the durability that the ledger relies on.
 */
export function serverSettings(options: {
  readonly port: number;
  readonly extra?: ServerSettings | undefined;
}): ServerSettings {
  const memory = memoryMiB();
  return {
    listen_addresses: '127.0.0.1',
    port: String(options.port),
    unix_socket_directories: '',
    max_connections: '100',

    fsync: 'on',
    synchronous_commit: 'on',
    full_page_writes: 'on',

    shared_buffers: `${clamp(memory / 4, { min: 128, max: 512 })}MB`,
    effective_cache_size: `${clamp(memory / 2, { min: 256, max: 8192 })}MB`,
    maintenance_work_mem: `${clamp(memory / 16, { min: 64, max: 256 })}MB`,
    work_mem: '8MB',
    random_page_cost: '1.1',
    jit: 'off',

    min_wal_size: '256MB',
    max_wal_size: '2GB',
    wal_compression: 'on',

    timezone: 'UTC',
    log_timezone: 'UTC',
    ...quietLog,
    ...options.extra,
  };
}

/**
 * Numbers and message texts must never reach the log. Not statements only: the DETAIL of a broken unique constraint
 * shows the key ("Key (msisdn)=(+48…) already exists"), and the text of an ERROR may quote the value it refused.
 * So the log holds the server's own life (LOG, FATAL, PANIC) without details; errors reach the client alone.
 */
const quietLog: ServerSettings = {
  log_min_messages: 'log',
  log_error_verbosity: 'terse',
  log_statement: 'none',
  log_min_error_statement: 'panic',
  log_min_duration_statement: '-1',
  log_min_duration_sample: '-1',
  log_transaction_sample_rate: '0',
  log_parameter_max_length: '0',
  log_parameter_max_length_on_error: '0',
  log_checkpoints: 'off',
  log_connections: 'off',
  log_disconnections: 'off',
  log_line_prefix: '%m [%p] ',
  lc_messages: 'C',
};

/** Memory of the machine, or of the container where that is less. */
function memoryMiB(): number {
  const limit = process.constrainedMemory();
  const total = totalmem();
  return (limit > 0 && limit < total ? limit : total) / MiB;
}

function clamp(value: number, { min, max }: { min: number; max: number }): number {
  return Math.floor(Math.min(max, Math.max(min, value)));
}
