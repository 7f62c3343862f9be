// Learns from the samples what speaks for leaving, and writes the table of it.
import { writeFileSync } from 'node:fs';
import { learnTable } from '#test/domain/learning.ts';

writeFileSync(new URL('../src/domain/leave-evidence.table.ts', import.meta.url), learnTable());
