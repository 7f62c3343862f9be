import { findPause, listConsentsOf, listReceivedFrom, listRequestsOf, listSentTo } from '#db/mine.ts';
import { listSubscribersByPhone, type StoredAddress } from '#db/subscribers.ts';
import { displayStreet } from '#domain/places.ts';
import type { Deps, Office } from './deps.ts';

const mostMessages = 100_000;

/**
 * Everything kept about one person, in the shape docs/my-data.md describes. Texts that are no longer kept, and one-time
 * codes, are null.
 */
export async function gatherMyData(
  deps: Pick<Deps, 'db' | 'clock' | 'office'>,
  person: { readonly phoneId: number; readonly msisdn: string },
) {
  const { db } = deps;
  const { phoneId } = person;
  const now = deps.clock();
  const office = deps.office();
  const [[subscriber], pause, consents, sent, received, requests] = await Promise.all([
    listSubscribersByPhone(db, [phoneId]),
    findPause(db, { phoneId, now }),
    listConsentsOf(db, phoneId),
    listSentTo(db, { phoneId, limit: mostMessages }),
    listReceivedFrom(db, { phoneId, limit: mostMessages }),
    listRequestsOf(db, phoneId),
  ]);
  return {
    format: 'wici-my-data/1',
    generatedAt: now.toISOString(),
    controller: office.settings.controllerName,
    office: office.settings.officeName,
    number: person.msisdn,
    subscription:
      subscriber === undefined
        ? null
        : {
            state: subscriber.state,
            source: subscriber.source,
            joinedAt: subscriber.joinedAt.toISOString(),
            leftAt: subscriber.leftAt?.toISOString() ?? null,
            pausedUntil: pause?.until.toISOString() ?? null,
            pauseHoldsAlerts: pause?.holdsAlerts ?? null,
            categories: office.categories
              .filter((row) => subscriber.categoryIds.includes(row.id))
              .map(({ key, name, legalBasis }) => ({ key, name, legalBasis })),
            addresses: subscriber.addresses.map((address) => describe(office, address)),
          },
    consents: consents.map((row) => ({
      at: row.at.toISOString(),
      act: row.act,
      door: row.door,
      wording: row.wording,
      detail: row.detail,
    })),
    messagesToYou: sent.map((row) => ({
      at: row.at.toISOString(),
      kind: row.kind,
      state: row.state,
      text: row.text,
    })),
    messagesFromYou: received.map((row) => ({ at: row.at.toISOString(), text: row.text })),
    requests: requests.map((row) => ({
      kind: row.kind,
      door: row.door,
      receivedOn: row.receivedOn,
      answeredAt: row.answeredAt.toISOString(),
    })),
  };
}

function describe(office: Pick<Office, 'places'>, { sym, symUl, houseNumber }: StoredAddress) {
  const street = symUl === null ? null : office.places.findStreet(sym, symUl);
  return {
    sym,
    locality: office.places.findLocality(sym)?.name ?? null,
    symUl,
    street: street === null ? null : displayStreet(street),
    houseNumber,
  };
}
