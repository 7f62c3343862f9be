import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { AddressReading } from '#domain/address-reading.ts';
import { understand } from '#domain/keywords.ts';
import { tagOfKit } from '#domain/kit-tag.ts';
import {
  createPlaceIndex,
  displayLocality,
  displayStreet,
  type Locality,
  type PlaceAnswer,
  type Street,
} from '#domain/places.ts';
import { practiceCategories, practiceLocalities, practiceStreets } from '#domain/practice-places.ts';
import type { Intent, Known, Understanding } from '#domain/understanding.ts';
import { readMove } from '#machines/moves.ts';
import type { Command, CommandContext } from './command.ts';

type Request = {
  readonly texts: readonly string[];
  readonly sender: Known['sender'];
  readonly output: 'json' | 'text';
};

export const command: Command = {
  name: 'explain',
  summary:
    "How a text would be understood, without any effect; by the installation's places, or by the practice places where there is no installation.",
  usage:
    'TEXT | --file LINES  [--subscriber] [--json]   LINES: one text a line, \\n in it for a line break; --subscriber: as from one who has joined',
  run: async (args, context) => {
    const request = await readRequest(args);
    if ('problem' in request) {
      context.printError(request.problem);
      return 2;
    }
    const known = await readKnown(context);
    for (const text of request.texts) {
      const explained = explain(text, { ...known, open: null, sender: request.sender });
      context.print(
        request.output === 'json'
          ? JSON.stringify(explained)
          : `${explained.intent}  ${JSON.stringify(explained.parts)}`,
      );
    }
    return 0;
  },
};

type Explained = { readonly intent: Intent; readonly parts: Readonly<Record<string, unknown>> };

/** The documented form: intents of the contract only, places by their numbers. */
function explain(text: string, known: Known): Explained {
  const { intent, parts } = understandAs(text, known);
  return { intent: documented(intent), parts: describeParts(parts) };
}

function understandAs(text: string, known: Known): Pick<Understanding, 'intent' | 'parts'> {
  const understood = understand(text, known);
  if (known.sender === 'stranger') return understood;
  const facts = { status: 'active', homes: [subscribersHome], places: known.places } as const;
  const move = readMove(understood, { text, facts });
  return move === null ? understood : { intent: 'change', parts: { address: move.reading } };
}

// Skórzewo, ul. Poznańska 12.
const subscribersHome = { sym: '0582870', symUl: '17394', houseNumber: '12' };

/** With nothing open the words that answer a question fall back on what they then lead to. */
function documented(intent: Intent): Intent {
  if (intent === 'stay') return 'status';
  if (intent === 'new_code') return 'code';
  return intent === 'answer' ? 'staff' : intent;
}

function describeParts(parts: Understanding['parts']): Readonly<Record<string, unknown>> {
  const { address, categories, code, near, evidence, report, kitId } = parts;
  return {
    ...(address === undefined ? {} : describeAddress(address)),
    ...(categories === undefined || categories.length === 0 ? {} : { categories }),
    ...(code === undefined ? {} : { code }),
    ...(near === undefined ? {} : { near }),
    ...(evidence === undefined ? {} : { evidence }),
    ...(report === undefined ? {} : { report }),
    ...(kitId === undefined ? {} : { tag: tagOfKit(kitId) }),
  };
}

function describeAddress(address: AddressReading): Readonly<Record<string, unknown>> {
  const { locality, street, streetText, houseNumber } = address;
  return {
    ...describePlace('locality', { answer: locality, describe: describeLocality }),
    ...(street === null ? {} : describePlace('street', { answer: street, describe: describeStreet })),
    ...(street === null && streetText !== null ? { streetText } : {}),
    ...(houseNumber === null ? {} : { houseNumber }),
  };
}

function describePlace<Place>(
  name: string,
  found: { readonly answer: PlaceAnswer<Place>; readonly describe: (place: Place) => unknown },
): Readonly<Record<string, unknown>> {
  const { answer, describe } = found;
  switch (answer.kind) {
    case 'match':
      return { [name]: describe(answer.place) };
    case 'choices':
      return { [`${name}Choices`]: answer.places.map(describe) };
    case 'none':
      return answer.nearest.length === 0 ? {} : { [`${name}Nearest`]: answer.nearest.map(describe) };
    default:
      return answer satisfies never;
  }
}

function describeLocality(place: Locality): unknown {
  return { sym: place.sym, name: displayLocality(place) };
}

function describeStreet(place: Street): unknown {
  return { sym: place.sym, symUl: place.symUl, name: displayStreet(place) };
}

async function readKnown(context: CommandContext): Promise<Pick<Known, 'categories' | 'places'>> {
  const { databaseUrl, dataDir } = context.config;
  // Explaining must not found an installation where there is none.
  if (databaseUrl === undefined && !existsSync(join(dataDir, 'pg'))) {
    return {
      categories: practiceCategories,
      places: createPlaceIndex({ localities: practiceLocalities, streets: practiceStreets }),
    };
  }
  const { deps } = await context.openRuntime();
  const { categories, places } = deps.office();
  return { categories: categories.filter(({ isActive }) => isActive), places };
}

async function readRequest(args: readonly string[]): Promise<Request | { readonly problem: string }> {
  const usage = `Usage: wici ${command.name} ${command.usage}`;
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: { file: { type: 'string' }, json: { type: 'boolean' }, subscriber: { type: 'boolean' } },
      allowPositionals: true,
    });
    const options = {
      sender: values.subscriber === true ? 'subscriber' : 'stranger',
      output: values.json === true ? 'json' : 'text',
    } as const;
    if (values.file !== undefined) {
      if (positionals.length > 0) return { problem: usage };
      return { ...options, texts: splitLines(await readFile(values.file, 'utf8')) };
    }
    return positionals.length === 0 ? { problem: usage } : { ...options, texts: [positionals.join(' ')] };
  } catch (error) {
    if (error instanceof Error && 'syscall' in error) return { problem: `--file: ${error.message}` };
    return { problem: usage };
  }
}

/** One answer for each line, empty ones too; only the file's last line end makes no line. */
function splitLines(text: string): readonly string[] {
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/);
  if (lines.at(-1) === '') lines.pop();
  return lines.map((line) => line.replaceAll('\\n', '\n'));
}
