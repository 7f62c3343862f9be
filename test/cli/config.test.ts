import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
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

test('addresses and networks of both families are taken', () => {
  const { trustedProxies } = readConfig({
    DATA_DIR: folder,
    TRUSTED_PROXIES: '10.0.0.0/8, 2001:db8::/32, ::1',
  });
  assert.deepEqual(trustedProxies, ['10.0.0.0/8', '2001:db8::/32', '::1']);
});
