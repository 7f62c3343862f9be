// Random values by the schemas of the API's document.
import fc from 'fast-check';
import { asList, asNode, type Node, resolveRef } from './api-document.ts';

/** Values that mean something here, by the name of their field: else nearly nothing valid would get through. */
const knownValues: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  sym: fc.constantFrom('0582870', '0588174'),
  symUl: fc.constantFrom(null, undefined),
  houseNumber: fc.constantFrom('12', '12 a', '7/3', null),
  locality: fc.constantFrom('0582870', '0588174'),
  street: fc.constant(['0582870', '17394']),
  category: fc.constantFrom('sport', 'odpady'),
  categories: fc.constantFrom(['sport'], ['sport', 'odpady'], []),
  number: fc.integer({ min: 0, max: 9_999 }).map((n) => String(600_200_000 + n)),
  numbers: fc.constant(['600100200', '+48 600 100 201']),
  text: fc.constantFrom('Dzien dobry {miejscowosc}', 'Jutro brak pradu', 'Zażółć gęślą jaźń'),
  area: fc.constant('Rejon 1'),
  sendAt: fc.constantFrom(inMonths(1), inMonths(30), '2050-06-30T23:59:59+02:00', undefined),
  // Also the ends of house numbers and of a series.
  from: fc.constantFrom('2026-01-01', '2025-06-30'),
  to: fc.constantFrom('2026-12-31', '2026-02-28'),
  cursor: fc.constantFrom('4711', '202611000000042-1001'),
  consentedOn: fc.constantFrom('2025-03-31', '2020-02-29'),
  consentSource: fc.constant('formularz papierowy'),
};

function inMonths(months: number): string {
  return new Date(Date.now() + months * 30 * 24 * 3_600_000).toISOString();
}

/** Values as the schema describes them. */
export function arbitraryOf(
  document: Node,
  schema: Node,
  at: { readonly name: string; readonly depth: number },
): fc.Arbitrary<unknown> {
  const known = knownValues[at.name];
  const made = makeValue(document, schema, at);
  if (known === undefined || schema.type === 'integer') return made;
  return fc.oneof({ weight: 12, arbitrary: known }, { weight: 1, arbitrary: made });
}

function makeValue(
  document: Node,
  schema: Node,
  at: { readonly name: string; readonly depth: number },
): fc.Arbitrary<unknown> {
  const { depth } = at;
  const inner = (next: unknown, name: string) =>
    arbitraryOf(document, asNode(next), { name, depth: depth + 1 });
  if (typeof schema.$ref === 'string')
    return arbitraryOf(document, resolveRef(document, schema.$ref), { ...at, depth: depth + 1 });
  const [all] = asList(schema.allOf);
  if (all !== undefined) return arbitraryOf(document, asNode(all), at);
  const choices = asList(schema.anyOf ?? schema.oneOf);
  if (choices.length > 0) {
    // A tree must end somewhere.
    const flat = choices.filter((choice) => depth < 5 || !JSON.stringify(choice).includes('$ref'));
    return fc.oneof(...flat.map((choice) => arbitraryOf(document, asNode(choice), at)));
  }
  if ('const' in schema) return fc.constant(schema.const);
  if (Array.isArray(schema.enum)) return fc.constantFrom(...schema.enum);
  if (Array.isArray(schema.prefixItems))
    return fc.tuple(...schema.prefixItems.map((item) => inner(item, '')));
  const [type] = [schema.type ?? 'string'].flat().filter((one) => one !== 'null');
  switch (type) {
    case 'object': {
      const required = asList(schema.required).map(String);
      const fields = Object.entries(asNode(schema.properties)).map(([name, field]) => [
        name,
        inner(field, name),
      ]);
      const shape: Record<string, fc.Arbitrary<unknown>> = Object.fromEntries(fields);
      return fc.record(shape, { requiredKeys: required });
    }
    case 'array':
      return fc.array(inner(schema.items, ''), { minLength: Number(schema.minItems ?? 0), maxLength: 3 });
    case 'integer':
    case 'number':
      return fc.integer({
        min: Number(schema.minimum ?? -5),
        max: Math.min(Number(schema.maximum ?? 50), 100_000),
      });
    case 'boolean':
      return fc.boolean();
    default:
      return textOf(schema);
  }
}

function textOf(schema: Node): fc.Arbitrary<string> {
  const maxLength = Math.min(Number(schema.maxLength ?? 40), 40);
  switch (schema.format) {
    case 'date-time':
      return fc
        .date({ noInvalidDate: true, min: new Date('1990-01-01'), max: new Date('2060-01-01') })
        .map((date) => date.toISOString());
    case 'date':
      return fc
        .date({ noInvalidDate: true, min: new Date('1990-01-01'), max: new Date('2060-01-01') })
        .map((date) => date.toISOString().slice(0, 10));
    case 'uuid':
      return fc.uuid();
    default:
      break;
  }
  const { pattern } = schema;
  if (typeof pattern === 'string' && !pattern.includes('\\P')) return fc.stringMatching(new RegExp(pattern));
  return fc.oneof(fc.string({ maxLength }), fc.string({ unit: 'binary', maxLength }));
}
