// Rules of the house that neither the compiler nor the linter can tell: file length, marks, names of folders, pictures.
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';

const maxLines = 350;
const mostPictureBytes = 180_000;
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
// A picture that is missing would be seen by the reader only; one that nothing shows grows old unseen.
const documents = ['README.md', 'docs/podrecznik.md'].map((file) => ({ file, text: read(file) ?? '' }));
const pictures = new Map(
  readdirSync('docs/images')
    .filter((name) => name.endsWith('.png'))
    .map((name) => [name, statSync(`docs/images/${name}`).size]),
);
for (const { file, text } of documents) {
  for (const [, name = ''] of text.matchAll(/\]\((?:docs\/)?images\/([^)]+)\)/g)) {
    if (!pictures.has(name))
      problems.push(`${file}: docs/images/${name} is not there; npm run pictures draws it`);
  }
}
for (const [name, bytes] of pictures) {
  if (!documents.some(({ text }) => text.includes(`images/${name})`)))
    problems.push(`docs/images/${name}: no page of README.md or docs/podrecznik.md shows it`);
  if (bytes > mostPictureBytes)
    problems.push(`docs/images/${name}: ${bytes} bytes, at most ${mostPictureBytes}`);
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
