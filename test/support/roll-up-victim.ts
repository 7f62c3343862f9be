// Counts reports over and over on a clock that runs ahead, until it is killed. Its first line says that it has begun.
import { openDatabase } from '#db/pool.ts';
import { loadOffice } from '#services/office.ts';
import { rollUpReports } from '#services/roll-up-reports.ts';

const [url = ''] = process.argv.slice(2);
const database = await openDatabase({ url, size: 2 });
const office = await loadOffice(database.db);
let now = Date.now();
console.log('counting');
for (;;) {
  now += 3_600_000;
  const at = new Date(now);
  await rollUpReports({ db: database.db, office: () => office, clock: () => at });
}
