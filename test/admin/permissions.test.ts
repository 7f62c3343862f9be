import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { staffRoles } from '#domain/roles.ts';
import { permissions } from '../../src/admin/permissions.table.ts';
import { findRule, passesRule, toKey } from '../../src/admin/permissions.ts';
import { createTestDatabase } from '../support/database.ts';
import { createOfficeDeps } from '../support/office-deps.ts';
import { createPanelApp, createVisitor, setUpAccount, type Visitor } from '../support/panel.ts';

const database = await createTestDatabase();
const deps = await createOfficeDeps(database);
const app = createPanelApp(deps);

const routes = [
  ...new Map(
    app.routes
      .filter(({ method, path }) => method !== 'ALL' && /^\/admin(?:\/|$)/.test(path))
      .map((route) => [toKey(route), route]),
  ).values(),
];
/** A row that does not exist, in the form that the route's pattern takes. */
const address = (path: string): string =>
  path
    .replace(/:day\{.*?\}(?=\/|$)/, '2027-01-01')
    .replace(/:at\{.*?\}(?=\/|$)/, '98')
    .replace(/:plik\{.*?\}(?=\/|$)/, 'zgody.csv')
    .replace(/:[a-zA-Z]+(?:\{(?:[^{}]|\{[^{}]*\})*\})?/g, '987654');

test('every route of the panel has a line in the table, and no line is without its route', () => {
  assert.ok(routes.length > 100, `${routes.length} routes`);
  assert.deepEqual(
    routes.filter((route) => findRule(route) === undefined).map(toKey),
    [],
    'routes without a line in src/admin/permissions.table.ts',
  );
  const known = new Set(routes.map(toKey));
  assert.deepEqual(
    Object.keys(permissions).filter((key) => !known.has(key)),
    [],
    'lines without a route',
  );
});

test('nobody passes without a session but at the gate', async () => {
  for (const route of routes) {
    if (findRule(route) === 'gate') continue;
    const visitor = createVisitor(app);
    const path = address(route.path);
    const page = route.method === 'GET' ? await visitor.open(path) : await visitor.send(path, {});
    assert.match(page.url, /^\/admin\/logowanie/, toKey(route));
  }
});

describe('every route with every role', () => {
  const visitors = new Map<string, Visitor>();
  before(async () => {
    await setUpAccount(deps, createVisitor(app), { login: 'pierwsza', factor: 'later' });
    for (const role of staffRoles) {
      const visitor = createVisitor(app);
      await setUpAccount(deps, visitor, { login: `rola.${role}`, role, factor: 'later' });
      visitors.set(role, visitor);
    }
  });
  after(() => visitors.clear());

  for (const role of staffRoles) {
    test(`${role} is let through where the table says so and nowhere else`, async () => {
      const visitor = visitors.get(role);
      assert.ok(visitor);
      // A page of one's own account, for the token that forms carry.
      const { body } = await visitor.open('/admin/konto');
      const token = /name="_znak" value="([^"]+)"/.exec(body)?.[1] ?? '';
      assert.notEqual(token, '');
      for (const route of routes) {
        const rule = findRule(route);
        // The gate ends sessions and opens them; the guard is not asked there.
        if (rule === undefined || rule === 'gate') continue;
        const { status } = await ask(visitor, { ...route, token });
        const isOwnOnly = (rule === 'look_or_own' || rule === 'work_or_own') && route.path.includes(':id');
        if (!passesRule(role, rule)) {
          const isHome = route.path === '/admin' || route.path === '/admin/';
          assert.equal(status, isHome ? 303 : 403, `${role} at ${toKey(route)}`);
        } else if (isOwnOnly) {
          assert.notEqual(status, 403, `${role} at ${toKey(route)}`);
        } else {
          assert.notEqual(status, 403, `${role} at ${toKey(route)}`);
          assert.ok(status < 500, `${role} at ${toKey(route)}: ${status}`);
        }
      }
    });
  }
});

/** One request without following where it leads; what streams is let go. */
async function ask(
  visitor: Visitor,
  route: { readonly method: string; readonly path: string; readonly token: string },
): Promise<{ readonly status: number }> {
  const cookie = [...visitor.cookies].map((pair) => pair.join('=')).join('; ');
  const origin = 'http://wici.test';
  const isForm = route.method !== 'GET';
  const url = `${origin}${address(route.path)}`;
  const response = await app.request(url, {
    method: route.method,
    redirect: 'manual',
    headers: {
      cookie,
      origin,
      ...(isForm ? { 'content-type': 'application/x-www-form-urlencoded' } : {}),
    },
    ...(isForm ? { body: new URLSearchParams({ _znak: route.token }) } : {}),
  });
  await response.body?.cancel();
  return { status: response.status };
}
