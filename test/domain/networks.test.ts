import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findClientAddress, networkOf, parseNetworks } from '#domain/networks.ts';

test('a header counts only as far as trusted proxies have written it', () => {
  const trusted = parseNetworks(['10.0.0.0/8', '::1']);
  const table = [
    { peer: '203.0.113.9', forwardedFor: '198.51.100.1', client: '203.0.113.9' },
    { peer: '10.0.0.1', forwardedFor: '198.51.100.1', client: '198.51.100.1' },
    { peer: '10.0.0.1', forwardedFor: '192.0.2.66, 198.51.100.1, 10.0.0.2', client: '198.51.100.1' },
    { peer: '::ffff:10.0.0.1', forwardedFor: '198.51.100.1', client: '198.51.100.1' },
    { peer: '10.0.0.1', forwardedFor: undefined, client: '10.0.0.1' },
    { peer: '10.0.0.1', forwardedFor: '10.0.0.9', client: '10.0.0.9' },
    { peer: '::1', forwardedFor: '2001:db8::5', client: '2001:db8::5' },
  ];
  for (const { client, ...request } of table) {
    assert.equal(findClientAddress({ ...request, trusted }), client, JSON.stringify(request));
  }
});

test('an IPv6 client is its /64, however its address is written', () => {
  assert.equal(networkOf('2001:db8:1:2:3:4:5:6'), '2001:db8:1:2');
  assert.equal(networkOf('2001:DB8:1:2::9'), '2001:db8:1:2');
  assert.equal(networkOf('2001:db8::9'), '2001:db8:0:0');
  assert.equal(networkOf('::1'), '0:0:0:0');
  assert.equal(networkOf('::ffff:192.0.2.1'), '192.0.2.1');
});

test('a bad network is named', () => {
  for (const entry of ['10.0.0.0/33', 'biuro', '10.0.0.0/x', '::/129']) {
    assert.throws(() => parseNetworks([entry]), { message: new RegExp(entry.replace('/', '\\/')) });
  }
  assert.equal(parseNetworks(['192.0.2.7']).has('192.0.2.8'), false);
  assert.equal(parseNetworks(['2001:db8::/32']).has('2001:db8:ffff::1'), true);
});
