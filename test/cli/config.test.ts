import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { ConfigError, readConfig } from '../../src/config.ts';

const folder = mkdtempSync(join(tmpdir(), 'wici-config-'));
after(() => rmSync(folder, { recursive: true, force: true }));

test('lists of addresses that cannot be read are refused by the name of the variable, never by the value', () => {
  for (const name of ['TRUSTED_PROXIES', 'ADMIN_NETWORKS', 'WEBHOOK_IPS']) {
    for (const value of ['999.1.1.1', '10.0.0.0/99', '10.0.0.1, biuro']) {
      assert.throws(
        () => readConfig({ DATA_DIR: folder, [name]: value }),
        (error) =>
          error instanceof ConfigError &&
          error.message === `${name}: each must be an address or a network such as 10.0.0.0/8`,
      );
    }
  }
});

test('every mistake is told in the same words: the variable, and what it must be', () => {
  const mistakes = [
    ['PORT', 'abc', 'must be a whole number from 0 to 65535'],
    ['PORT', '99999', 'must be a whole number from 0 to 65535'],
    ['PORT', '30.5', 'must be a whole number from 0 to 65535'],
    ['SMSAPI_MAX_RPS', '0', 'must be a whole number from 1 to 100000'],
    ['SMSAPI_MAX_RECIPIENTS', 'sto', 'must be a whole number from 1 to 10000'],
    ['LOG_LEVEL', 'loud', 'must be one of fatal, error, warn, info, debug, trace, silent'],
    ['WEBHOOK_SECRET', ',', 'must be one secret, or two with a comma between them'],
    [
      'WEBHOOK_SECRET',
      Array(3).fill('a'.repeat(16)).join(),
      'must be one secret, or two with a comma between them',
    ],
    ['PUBLIC_URL', 'gmina.pl', 'must be an http:// or https:// address'],
  ] as const;
  for (const [name, value, problem] of mistakes) {
    assert.throws(
      () => readConfig({ DATA_DIR: folder, [name]: value }),
      (error) => error instanceof ConfigError && error.message === `${name}: ${problem}`,
      `${name}=${value}`,
    );
  }
});

test('a folder that cannot be made is told, also where making it would never end', () => {
  for (const path of ['/proc/wici', '/proc/wici/data', join(folder, 'file', 'data')]) {
    writeFileSync(join(folder, 'file'), '');
    assert.throws(
      () => readConfig({ DATA_DIR: path }),
      (error) => error instanceof ConfigError && error.message.startsWith('DATA_DIR: cannot write to it ('),
      path,
    );
  }
  assert.ok(readConfig({ DATA_DIR: join(folder, 'new', 'below', 'data') }));
});

test('addresses and networks of both families are taken', () => {
  const { trustedProxies } = readConfig({
    DATA_DIR: folder,
    TRUSTED_PROXIES: '10.0.0.0/8, 2001:db8::/32, ::1',
  });
  assert.deepEqual(trustedProxies, ['10.0.0.0/8', '2001:db8::/32', '::1']);
});
