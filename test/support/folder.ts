import { rm } from 'node:fs/promises';

/** Removes a folder and all in it, patiently: a process that has just been ended may still be writing its last file. */
export async function removeFolder(path: string): Promise<void> {
  await rm(path, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
}
