// Writes docs/conversation.md from the machine itself.
import { writeFileSync } from 'node:fs';
import { drawConversation } from '#test/machines/drawing.ts';

writeFileSync(new URL('../docs/conversation.md', import.meta.url), drawConversation());
