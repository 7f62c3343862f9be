import { parseArgs } from 'node:util';
import { isTerc } from '#domain/terc.ts';
import { describeTerytProblem } from '#domain/teryt-problems.ts';
import { hasChanges, importTeryt, type TerytChanges, type TerytImport } from '#services/import-teryt.ts';
import type { Command, CommandContext } from './command.ts';

export const command: Command = {
  name: 'teryt import',
  summary: 'Imports or renews places from the TERC, SIMC and ULIC files of GUS: all of it or nothing.',
  usage:
    'FILE… [--gmina TERC…] [--preview]   FILE: as from eteryt.stat.gov.pl, CSV or XML, zip, gz or plain; TERC: seven digits, default all the files hold; --preview: says what would change',
  run: async (args, context) => {
    const given = readArguments(args);
    if (given === undefined) {
      context.printError(`Usage: wici ${command.name} ${command.usage}`);
      return 2;
    }
    const { deps } = await context.openRuntime();
    try {
      const result = await importTeryt(deps, {
        files: given.files.map((path) => ({ path })),
        gminas: given.gminas,
        actor: 'cli',
        act: given.act,
      });
      const status = report(result, { context, act: given.act });
      if (status === 0 && deps.office().settings.tercs.length === 0) {
        context.print('Urząd nie wybrał jeszcze swoich gmin: wpisz ich kody TERC w ustawieniach panelu.');
      }
      return status;
    } catch (error) {
      const reason = unreadableReason(error);
      if (reason === undefined) throw error;
      context.printError(reason);
      return 1;
    }
  },
};

function report(
  result: TerytImport,
  { context, act }: { readonly context: CommandContext; readonly act: 'store' | 'preview' },
): 0 | 1 {
  for (const problem of result.problems) {
    const place = [problem.file, problem.line === null ? '' : `wiersz ${problem.line}`].filter(Boolean);
    context.printError([...place, describeTerytProblem(problem)].join(': '));
  }
  const { changes } = result;
  if (changes === null) {
    context.printError(`Błędów: ${result.problemCount}. Niczego nie zapisano.`);
    return 1;
  }
  for (const file of result.files) {
    context.print(
      `${file.name}: ${file.register}, ${file.isFull ? 'cały kraj' : 'część kraju'}, wierszy: ${file.rows}, stan na ${file.stanNa}`,
    );
  }
  if (hasChanges(changes)) for (const line of describeChanges(changes)) context.print(line);
  else context.print('Nic się nie zmieniło.');
  if (act === 'preview') context.print('To był podgląd: niczego nie zapisano.');
  context.print(`Źródło: GUS, rejestr TERYT, ${listDays(result).join(', ')}.`);
  return 0;
}

function describeChanges(changes: TerytChanges): readonly string[] {
  const { communes, localities, streets, gone, recoded } = changes;
  return [
    `Jednostki: nowe ${communes.added}, zmienione ${communes.changed}, usunięte ${communes.removed}`,
    `Miejscowości: nowe ${localities.added}, zmienione ${localities.changed} (nazwa ${localities.renamed}, kod gminy ${localities.moved}), usunięte ${gone.localities}`,
    `Ulice: nowe ${streets.added}, zmienione ${streets.changed}, usunięte ${gone.streets}`,
    ...(gone.orphans === 0
      ? []
      : [`Zniknęły, ale ktoś tam jest zapisany, więc zostają do wyjaśnienia w panelu: ${gone.orphans}`]),
    ...(gone.returned === 0 ? [] : [`Wróciły do rejestru: ${gone.returned}`]),
    ...recoded.map(
      ({ terc, now }) => `Gmina ${terc} ma teraz kod ${now.join(' i ')}: ustawienie urzędu poprawione`,
    ),
  ];
}

/** SIMC and TERC always say 1 January; the day of the download is in the file's name. */
function listDays(result: TerytImport): readonly string[] {
  const days = result.files.map(
    (file) =>
      `${file.register} stan na ${file.stanNa}${file.fileDate === null ? '' : ` (plik z ${file.fileDate})`}`,
  );
  return [...new Set(days)];
}

function unreadableReason(error: unknown): string | undefined {
  if (!(error instanceof Error && 'code' in error)) return undefined;
  const path = 'path' in error ? `${String(error.path)}: ` : '';
  if (error.code === 'ENOENT') return `${path}nie ma takiego pliku`;
  if (error.code === 'EACCES') return `${path}brak prawa do odczytu pliku`;
  if (error.code === 'EISDIR') return `${path}to jest folder, a nie plik`;
  return undefined;
}

/** After `--gmina` every word of seven digits is one more gmina; lists by comma do as well. */
function readArguments(args: readonly string[]):
  | {
      readonly files: readonly string[];
      readonly gminas: readonly string[];
      readonly act: 'store' | 'preview';
    }
  | undefined {
  try {
    const { values, tokens } = parseArgs({
      args: [...args],
      options: { gmina: { type: 'string', multiple: true }, preview: { type: 'boolean' } },
      allowPositionals: true,
      tokens: true,
    });
    const files: string[] = [];
    const gminas = (values.gmina ?? []).flatMap((list) => list.split(',')).map((code) => code.trim());
    let isAfterGmina = false;
    for (const token of tokens) {
      if (token.kind === 'option') isAfterGmina = token.name === 'gmina';
      if (token.kind !== 'positional') continue;
      if (isAfterGmina && isTerc(token.value)) gminas.push(token.value);
      else files.push(token.value);
    }
    if (files.length === 0 || !gminas.every(isTerc)) return undefined;
    return { files, gminas: [...new Set(gminas)], act: values.preview === true ? 'preview' : 'store' };
  } catch {
    return undefined;
  }
}
