import { open } from 'node:fs/promises';
import { basename } from 'node:path';
import { parseArgs } from 'node:util';
import { describeSubscriberProblem } from '#domain/subscribers-csv.ts';
import { ServiceError } from '#services/errors.ts';
import { type ImportResult, importSubscribers } from '#services/import-subscribers.ts';
import type { Command, CommandContext } from './command.ts';

export const command: Command = {
  name: 'subscribers import',
  summary: 'Imports subscribers from a CSV file: all of it or nothing, unless --skip-bad.',
  usage:
    'FILE [--skip-bad]   FILE: UTF-8, columns numer;sym;sym_ul;nr_domu;kategorie;zrodlo_zgody;data_zgody',
  run: async (args, context) => {
    const given = readArguments(args);
    if (given === undefined) {
      context.printError(`Usage: wici ${command.name} ${command.usage}`);
      return 2;
    }
    try {
      // Opened here, so that a missing file is known before anything is started for it.
      await using file = await open(given.file);
      const { deps } = await context.openRuntime();
      const result = await importSubscribers(deps, {
        file: file.createReadStream({ highWaterMark: 1 << 18 }),
        badLines: given.badLines,
        actor: 'cli',
        name: basename(given.file),
      });
      return report(result, context);
    } catch (error) {
      const reason = unreadableReason(error);
      if (reason === undefined) throw error;
      context.printError(`${given.file}: ${reason}`);
      return 1;
    }
  },
};

function report(result: ImportResult, context: CommandContext): 0 | 1 {
  const { rows, problems, leftLines, stored } = result;
  for (const problem of problems) {
    context.printError(`wiersz ${problem.line}: ${describeSubscriberProblem(problem)}`);
  }
  if (stored === null) {
    context.printError(`Złe wiersze: ${problems.length} (wierszy z danymi: ${rows}). Niczego nie zapisano.`);
    const isWholeFile = problems.some(({ kind }) => kind === 'header' || kind === 'no_rows');
    if (!isWholeFile)
      context.printError('Popraw plik albo dodaj --skip-bad, żeby zapisać pozostałe wiersze.');
    return 1;
  }
  for (const line of leftLines) {
    context.printError(
      `wiersz ${line}: Ten numer wypisał się z powiadomień, więc pomijam. Może zapisać się sam.`,
    );
  }
  context.print(
    `Wierszy z danymi: ${rows}, złych (pominięte): ${problems.length}, numerów wypisanych (pominięte): ${leftLines.length}`,
  );
  context.print(
    `Nowi odbiorcy: ${stored.joined}, uzupełnieni: ${stored.extended}, nowe adresy: ${stored.addresses}`,
  );
  return 0;
}

function unreadableReason(error: unknown): string | undefined {
  if (error instanceof ServiceError) return error.message;
  if (!(error instanceof Error && 'code' in error)) return undefined;
  if (error.code === 'ENOENT') return 'nie ma takiego pliku';
  if (error.code === 'EACCES') return 'brak prawa do odczytu pliku';
  if (error.code === 'EISDIR') return 'to jest folder, a nie plik';
  return undefined;
}

function readArguments(
  args: readonly string[],
): { readonly file: string; readonly badLines: 'refuse' | 'skip' } | undefined {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: { 'skip-bad': { type: 'boolean' } },
      allowPositionals: true,
    });
    const [file, ...more] = positionals;
    if (file === undefined || more.length > 0) return undefined;
    return { file, badLines: values['skip-bad'] === true ? 'skip' : 'refuse' };
  } catch {
    return undefined;
  }
}
