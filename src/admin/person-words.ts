// How pages word what is known of a person.
import { z } from 'zod';
import type { MyConsent } from '#db/mine.ts';
import type { ListedSubscriber } from '#db/subscribers.ts';
import {
  type PersonRequest,
  requestBases,
  requestSources,
  type SignOffReason,
  signOffReasons,
} from '#domain/person-request.ts';
import { formatDay } from '#html/format.ts';

export const stateWords: Readonly<
  Record<ListedSubscriber['state'], { readonly label: string; readonly kind: string }>
> = {
  active: { label: 'zapisany', kind: 'good' },
  suspended: { label: 'wstrzymany', kind: 'warning' },
  left: { label: 'wypisany', kind: '' },
};

export const sourceWords: Readonly<Record<ListedSubscriber['source'], string>> = {
  sms: 'SMS',
  form: 'formularz',
  api: 'inny system',
  import: 'plik',
  staff: 'urząd',
};

export const consentActWords: Readonly<Record<MyConsent['act'], string>> = {
  join: 'zapis',
  suspend: 'początek wypisywania',
  resume: 'powrót',
  leave: 'wypisanie',
  change: 'zmiana',
};

export const requestSourceWords: Readonly<Record<PersonRequest['source'], string>> = {
  in_person: 'osobiście w urzędzie',
  phone: 'telefonicznie',
  letter: 'pismem',
  email: 'e-mailem',
};

export const requestBasisWords: Readonly<Record<PersonRequest['basis'], string>> = {
  consent: 'zgoda (art. 6 ust. 1 lit. a RODO)',
  withdrawal: 'cofnięcie zgody (art. 7 ust. 3 RODO)',
  rectification: 'sprostowanie danych (art. 16 RODO)',
  law: 'inny przepis',
};

export const reasonWords: Readonly<Record<SignOffReason, string>> = {
  asked: 'poprosiła o to',
  wrong_number: 'numer należy do kogoś innego',
  deceased: 'nie żyje',
  no_basis: 'nie ma dowodu zgody',
  other: 'inny powód',
};

/** How somebody left or what was changed, from what the proof holds besides its wording. */
export function describeProof(consent: Pick<MyConsent, 'detail'>): string {
  const { request, consentedOn, basis, how, undoneImport } = detailSchema.parse(consent.detail);
  const parts = [
    ...(request === undefined
      ? []
      : [
          ...(request.reason === undefined ? [] : [`powód: ${reasonWords[request.reason]}`]),
          `zgłoszone ${requestSourceWords[request.source]}, ${requestBasisWords[request.basis]}`,
          ...(request.reference === '' ? [] : [`sprawa ${request.reference}`]),
        ]),
    ...(consentedOn === undefined ? [] : [`zgoda z ${formatDay(new Date(`${consentedOn}T12:00:00Z`))}`]),
    ...(basis === undefined ? [] : [basis]),
    ...(undoneImport === undefined ? [] : [`cofnięto wczytanie nr ${undoneImport}`]),
    ...(how === undefined || howWords[how] === undefined ? [] : [howWords[how]]),
  ];
  return parts.join('; ');
}

const howWords: Readonly<Record<string, string | undefined>> = {
  code: 'potwierdzone kodem',
  stop: 'SMS-em STOP',
  repeated: 'powtórzonym WYPISZ',
  deadline: 'po 24 godzinach od WYPISZ',
  erasure: 'z usunięciem danych',
};

const detailSchema = z.object({
  request: z
    .object({
      source: z.enum(requestSources),
      basis: z.enum(requestBases),
      reference: z.string(),
      reason: z.enum(signOffReasons).optional(),
    })
    .optional()
    .catch(undefined),
  consentedOn: z.string().optional().catch(undefined),
  basis: z.string().optional().catch(undefined),
  how: z.string().optional().catch(undefined),
  undoneImport: z.number().optional().catch(undefined),
});
