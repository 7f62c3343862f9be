import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { it } from 'node:test';
import * as z from 'zod';
import { storedContextSchema } from '#machines/context.ts';
import { conversationMachine } from '#machines/conversation.ts';
import { step } from '#machines/step.ts';
import { makeFacts } from './world.ts';

const now = new Date('2026-11-20T10:00:00Z');

/** What a stored snapshot depends on: the states, what leads from one to another, and what is remembered. */
function shapeOfMachine(): string {
  const { initial, on, states } = conversationMachine.config;
  const shape = { initial, on, states, context: z.toJSONSchema(storedContextSchema) };
  return createHash('sha256').update(JSON.stringify(shape)).digest('hex');
}

it('a changed machine comes with a new version of its snapshots', () => {
  const { snapshot } = step({
    snapshot: null,
    event: { type: 'text', text: 'ZAPISZ' },
    facts: makeFacts(),
    now,
  });
  const file = new URL(`../fixtures/snapshots/conversation-v${snapshot.version}.sha256`, import.meta.url);
  assert.equal(
    shapeOfMachine(),
    readFileSync(file, 'utf8').trim(),
    `The machine differs from the one that version ${snapshot.version} was recorded of. Once that version has been ` +
      'released, raise it in step.ts, keep its fixtures and add fixtures and this sum for the new one; ' +
      'before its first release record the new sum and check that its fixtures still say what is stored.',
  );
});
