import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { assetPath, createAssets } from '#html/assets.ts';

const app = createAssets();

for (const name of ['style.css', 'places.js']) {
  test(`${name} goes out packed to a browser that unpacks it, and is the same plain to one that does not`, async () => {
    const path = assetPath(name).replace('/assets', '');
    const packed = await app.request(path, { headers: { 'accept-encoding': 'gzip, br' } });
    assert.equal(packed.headers.get('content-encoding'), 'gzip');
    assert.equal(packed.headers.get('vary'), 'Accept-Encoding');
    const plain = await app.request(path);
    assert.equal(plain.headers.get('content-encoding'), null);
    const bytes = Buffer.from(await packed.arrayBuffer());
    const text = await plain.text();
    assert.equal(gunzipSync(bytes).toString('utf8'), text);
    assert.ok(bytes.length < text.length / 2, `${bytes.length} of ${text.length}`);
  });
}
