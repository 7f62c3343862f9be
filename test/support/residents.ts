// Subscribers with addresses, for tests of places.
import type { Bulk } from '#db/pool.ts';

let nextNumber = 600_100_000;

export type Residents = {
  /** One active subscriber at house 5; gives the phone's id. */
  readonly insert: (sym: string, symUl?: string | null) => Promise<number>;
  readonly insertAddress: (phoneId: number, sym: string, symUl: string | null) => Promise<void>;
  /** "sym/symUl/house" in the order of their making. */
  readonly listAddresses: (phoneId: number) => Promise<readonly string[]>;
};

export function createResidents(sql: Bulk): Residents {
  async function insertAddress(phoneId: number, sym: string, symUl: string | null): Promise<void> {
    await sql`
      insert into addresses (phone_id, sym, sym_ul, house_number) values (${phoneId}, ${sym}, ${symUl}, '5')`;
  }
  return {
    insertAddress,
    insert: async (sym, symUl = null) => {
      nextNumber += 1;
      const [row] = await sql<{ id: number }[]>`
        insert into phones (msisdn) values (${`+48${nextNumber}`}) returning id`;
      const id = row?.id ?? 0;
      await sql`
        insert into subscribers (phone_id, state, source, joined_at, decided_at)
        values (${id}, 'active', 'import', now(), now())`;
      await insertAddress(id, sym, symUl);
      return id;
    },
    listAddresses: async (phoneId) => {
      const rows = await sql<{ place: string }[]>`
        select concat_ws('/', sym, sym_ul, house_number) as place
        from addresses where phone_id = ${phoneId} order by id`;
      return rows.map((row) => row.place);
    },
  };
}
