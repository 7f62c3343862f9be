// What services are given: connections, the gateway, the clock and the office's current knowledge. Built once by
// server.ts, worker.ts or a test; nothing here is global.

import type { Logger } from 'pino';
import type { Area } from '#db/areas.ts';
import type { StoredFillProof } from '#db/gateway-fill.ts';
import type { Category } from '#db/places.ts';
import type { Bulk, Database } from '#db/pool.ts';
import type { Clause } from '#domain/clauses.ts';
import type { PlaceIndex } from '#domain/places.ts';
import type { ReplyTexts } from '#domain/reply-texts.ts';
import type { OfficeSettings } from '#domain/settings.ts';
import type { Gateway } from '#sms/gateway.ts';

/** The office's crest as pages serve it; its address changes with it. */
export type Crest = {
  readonly digest: string;
  readonly png: Uint8Array<ArrayBuffer>;
  readonly width: number;
  readonly height: number;
};

/** The office as running processes know it; reloaded within a second of a committed change. */
export type Office = {
  readonly mode: 'practice' | 'live';
  readonly epoch: string;
  readonly settings: OfficeSettings;
  /** The office's own wordings of replies; of the rest those of the release are said. */
  readonly texts: ReplyTexts;
  readonly categories: readonly Category[];
  readonly places: PlaceIndex;
  readonly areas: readonly Area[];
  /** What people agree to at the web form today. */
  readonly clause: Clause;
  readonly crest: Crest | null;
  /** Whether a gateway's account fills values in, and which one; null when nobody has looked. */
  readonly fillProof: StoredFillProof | null;
};

export type Deps = {
  readonly db: Database['db'];
  readonly sql: Bulk;
  readonly gateway: Gateway;
  readonly logger: Logger;
  readonly clock: () => Date;
  /** 32 bytes; keys for one-time codes, tokens and stored second factors are derived from it. */
  readonly secretKey: Uint8Array;
  /** Read it anew for each act; never keep it. */
  readonly office: () => Office;
};
