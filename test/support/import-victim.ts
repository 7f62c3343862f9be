// Stores or undoes an import in a process of its own, to be killed in the middle: DATABASE_URL, then `store` or `undo` and
// the import's id.
import { openDatabase } from '#db/pool.ts';
import { storeImport, undoImport } from '#services/store-import.ts';

const [act = '', id = ''] = process.argv.slice(2);
const database = await openDatabase({ url: process.env.DATABASE_URL ?? '' });
const deps = { ...database, clock: () => new Date(), secretKey: new Uint8Array(32).fill(7) };
const order = { id: Number(id), actor: 'test' };
if (act === 'undo') await undoImport(deps, order);
else await storeImport(deps, { ...order, bad: 'skip' });
await database.end();
