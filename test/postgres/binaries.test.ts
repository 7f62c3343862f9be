import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, readlink, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { completeLinks, findPostgresBinaries } from '../../src/postgres/binaries.ts';

test('the binaries that came with the packages run and tell their version', async () => {
  const binaries = await findPostgresBinaries();
  assert.match(binaries.version, /^\d+\.\d+$/);
  assert.equal(binaries.major, Number(binaries.version.split('.')[0]));
});

test('library links that npm left out are made, and the second time nothing is left to do', async () => {
  const packageDir = await makePackage();
  await completeLinks({ name: 'binaries', packageDir });
  await completeLinks({ name: 'binaries', packageDir });
  assert.equal(await readlink(join(packageDir, 'native', 'lib', 'libpq.so.5')), 'libpq.so.5.18');
  assert.equal(await readFile(join(packageDir, 'native', 'lib', 'libpq.so.5'), 'utf8'), 'library');
});

test('links that cannot be made are an error that tells the command to run', async () => {
  const packageDir = await makePackage();
  await rm(join(packageDir, 'native', 'lib'), { recursive: true });
  await assert.rejects(completeLinks({ name: 'binaries', packageDir }), {
    code: 'no_binaries',
    message: /npm rebuild binaries/,
  });
});

async function makePackage(): Promise<string> {
  const packageDir = await mkdtemp(join(tmpdir(), 'wici-binaries-'));
  after(() => rm(packageDir, { recursive: true, force: true }));
  await mkdir(join(packageDir, 'native', 'lib'), { recursive: true });
  await writeFile(join(packageDir, 'native', 'lib', 'libpq.so.5.18'), 'library');
  await writeFile(
    join(packageDir, 'native', 'pg-symlinks.json'),
    JSON.stringify([{ source: 'native/lib/libpq.so.5.18', target: 'native/lib/libpq.so.5' }]),
  );
  return packageDir;
}
