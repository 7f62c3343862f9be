import { existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { errorCode } from './errors.ts';

/**
 * Makes the folder and those above it. Throws the system's error where it can't be made; Node's own recursive mkdir
 * goes round for ever below a folder that takes no folders, such as /proc.
 */
export function makeFolder(path: string, options: { readonly mode?: number } = {}): void {
  if (existsSync(path)) return;
  const above = dirname(path);
  if (above !== path) makeFolder(above, options);
  try {
    mkdirSync(path, options);
  } catch (error) {
    // Another process was first.
    if (errorCode(error) !== 'EEXIST') throw error;
  }
}
