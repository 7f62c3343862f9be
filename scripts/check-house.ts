// Rules of the house that neither the compiler nor the linter can tell: file length, marks, names of folders.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

const maxLines = 350;
/** The embedded server must not inherit PG* variables, so its launcher builds an environment of its own. */
const envReaders = new Set(['src/config.ts', 'src/postgres/init.ts']);
const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
  encoding: 'utf8',
})
  .split('\n')
  // Tables of samples are data; a stylesheet is read by section.
  .filter((file) => /\.ts$/.test(file) && !file.endsWith('.table.ts'));

const problems: string[] = [];
for (const file of files) {
  const text = read(file);
  if (text === undefined) continue;
  const lines = text.split('\n').length - 1;
  if (lines > maxLines) problems.push(`${file}: ${lines} lines, at most ${maxLines}`);
  if (/process\.env\b/.test(text) && file.startsWith('src/') && !envReaders.has(file)) {
    problems.push(`${file}: only config.ts reads the environment`);
  }
  if (/\b(FIXME|XXX|HACK)\b|@ts-ignore|\.(only|todo)\(/.test(text) && file !== 'scripts/check-house.ts') {
    problems.push(`${file}: a mark that needs a mend`);
  }
}
for (const problem of problems) console.error(problem);
process.exitCode = problems.length === 0 ? 0 : 1;

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    // Deleted in the work tree but still in the index.
    return undefined;
  }
}
