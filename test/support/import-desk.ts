// The panel's imports as a clerk uses them: a panel on its own database, files sent as a browser's form does.
import { createTestDatabase } from './database.ts';
import { createOfficeDeps } from './office-deps.ts';
import { createPanelApp, createVisitor, setUpAccount, type Visitor } from './panel.ts';

export const skorzewo = '0582870';

type Sent = { readonly id: number; readonly status: number; readonly body: string; readonly url: string };

/** A panel, an administrator, and what tests of imports ask of the database. */
export async function startImportDesk() {
  const database = await createTestDatabase({ size: 8 });
  const { sql } = database;
  const deps = await createOfficeDeps(database);
  const app = createPanelApp(deps);
  const admin = createVisitor(app);
  await setUpAccount(deps, admin, { login: 'anna', factor: 'later' });
  const origin = 'http://wici.test';

  /** Sends a file as a browser's form does, and follows where it leads. */
  async function upload(
    name: string,
    content: string | Uint8Array,
    options?: { readonly by?: Visitor; readonly token?: string },
  ): Promise<Sent> {
    const visitor = options?.by ?? admin;
    const { body } = await visitor.open('/admin/konto');
    const form = new FormData();
    form.set('_znak', options?.token ?? /name="_znak" value="([^"]+)"/.exec(body)?.[1] ?? '');
    form.set('plik', new File([typeof content === 'string' ? content : new Uint8Array(content)], name));
    const cookie = [...visitor.cookies].map((pair) => pair.join('=')).join('; ');
    const response = await app.request(`${origin}/admin/odbiorcy/wczytania`, {
      method: 'POST',
      body: form,
      headers: { origin, cookie },
    });
    const location = response.headers.get('location');
    if (location === null) return { id: 0, status: response.status, body: await response.text(), url: '' };
    const page = await visitor.open(location);
    return { id: Number(/\d+/.exec(location)?.[0]), status: response.status, body: page.body, url: page.url };
  }

  async function count(what: string): Promise<number> {
    const [row] = await sql.unsafe(`select count(*)::int as count from ${what}`);
    return Number(row?.count);
  }

  async function person(msisdn: string) {
    const [row] = await sql<
      { id: number; state: string | null; addresses: string[]; categories: string[] }[]
    >`
    select p.id, s.state,
      array(select concat_ws('/', a.sym, a.sym_ul, a.house_number) from addresses a where a.phone_id = p.id order by a.id)
        as addresses,
      array(select c.key from categories c where c.id = any (s.categories) order by c.key) as categories
    from phones p left join subscribers s on s.phone_id = p.id where p.msisdn = ${msisdn}`;
    return row;
  }

  return { database, deps, app, admin, upload, count, person };
}
