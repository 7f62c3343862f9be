import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { it } from 'node:test';
import { conversationStates } from '#machines/step.ts';
import { drawConversation } from './drawing.ts';

const file = new URL('../../docs/conversation.md', import.meta.url);

it('the picture of the conversation is current', () => {
  assert.equal(readFileSync(file, 'utf8'), drawConversation(), 'Run: npx node scripts/draw-conversation.ts');
});

it('the picture shows every state', () => {
  const drawing = drawConversation();
  for (const state of conversationStates)
    assert.match(drawing, new RegExp(`(--> ${state}\\b|\\b${state} -->)`));
});
