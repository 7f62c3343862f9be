export type ServiceErrorCode = 'not_found' | 'forbidden' | 'conflict' | 'too_late' | 'too_many' | 'invalid';

/** A service's refusal: nothing was done. The message is for engineers; doors have their own words for people. */
export class ServiceError extends Error {
  override name = 'ServiceError';
  readonly code: ServiceErrorCode;

  constructor(code: ServiceErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
