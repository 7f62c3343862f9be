export type ClusterProblem =
  | 'no_folder'
  | 'no_binaries'
  | 'in_use'
  | 'not_traversable'
  | 'no_user'
  | 'foreign_owner'
  | 'foreign_server'
  | 'other_major'
  | 'password_missing'
  | 'init_failed'
  | 'start_failed';

/** Why the embedded PostgreSQL cannot serve; the message is for the operator: what is wrong and what to do. */
export class ClusterError extends Error {
  readonly name = 'ClusterError';
  readonly code: ClusterProblem;

  constructor(code: ClusterProblem, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** The code of a system or PostgreSQL error (`ENOENT`, `28P01`…), if it carries one. */
export function errorCode(error: unknown): string | undefined {
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') return error.code;
  return undefined;
}
