// Stylesheet and browser scripts. One hash of the whole set stands in every address: a browser may keep them for a
// year, a new release is seen at once, and scripts can import each other by relative names.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { extname } from 'node:path';
import { gzipSync } from 'node:zlib';
import { Hono } from 'hono';

const contentTypes: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};

const files = readAssets();
const version = hashOf(files);
// Slow phones wait for bytes, and these never change while we run.
const squeezed = new Map([...files].map(([name, body]) => [name, gzipSync(body, { level: 9 })]));

/** The address of an asset; throws for a name that does not exist, so a wrong one is seen at once. */
export function assetPath(name: string): string {
  if (!files.has(name)) throw new Error(`There is no asset ${name}.`);
  return `/assets/${version}/${name}`;
}

/** Serves the assets below the path it is mounted at. */
export function createAssets(): Hono {
  const app = new Hono();
  app.get('/:version/:name', (c) => {
    const name = c.req.param('name');
    const body = files.get(name);
    if (body === undefined) return c.notFound();
    const isSqueezed = /\bgzip\b/.test(c.req.header('accept-encoding') ?? '');
    const isCurrent = c.req.param('version') === version;
    return c.body((isSqueezed ? squeezed.get(name) : undefined) ?? body, 200, {
      'content-type': contentTypes[extname(name)] ?? 'application/octet-stream',
      ...(isSqueezed ? { 'content-encoding': 'gzip' } : {}),
      vary: 'Accept-Encoding',
      // A page of the release before this one may still ask: it gets today's file, but must not keep it.
      'cache-control': isCurrent ? 'public, max-age=31536000, immutable' : 'no-store',
    });
  });
  return app;
}

function readAssets(): ReadonlyMap<string, string> {
  const folder = new URL('./assets/', import.meta.url);
  const found = new Map<string, string>();
  for (const name of readdirSync(folder).sort()) {
    if (extname(name) in contentTypes) found.set(name, readFileSync(new URL(name, folder), 'utf8'));
  }
  // The meter in the browser counts by the very rules that the ledger bills by.
  const segments = readFileSync(new URL('../domain/segments.ts', import.meta.url), 'utf8');
  found.set('segments.js', stripTypes(segments));
  return found;
}

function stripTypes(source: string): string {
  // Node runs every file of ours through this function and still warns when it is called by name.
  const { emitWarning } = process;
  process.emitWarning = () => undefined;
  try {
    return stripTypeScriptTypes(source);
  } finally {
    process.emitWarning = emitWarning;
  }
}

function hashOf(set: ReadonlyMap<string, string>): string {
  const hash = createHash('sha256');
  for (const [name, body] of set) hash.update(`${name}\0${body}\0`);
  return hash.digest('hex').slice(0, 12);
}
