import { heedEvidence } from './heed-evidence.ts';
import { readTag } from './kit-tag.ts';
import { readByRules } from './read-by-rules.ts';
import type { Known, Understanding } from './understanding.ts';
import { readUtterance } from './utterance.ts';

/** Reads a text, a poster's tag beside its ZAPISZ included. Never throws, whatever the text. */
export function understand(text: string, known: Known): Understanding {
  const tag = readTag(text.slice(0, longestRead));
  if (tag === null) return understandWords(text, known);
  // The tag alone, from somebody at a poster, is what the poster asks for.
  const isBare = tag.rest === '' && tag.kitId !== null && known.sender === 'stranger' && known.open === null;
  const understood = understandWords(isBare ? joinWord : tag.rest, known);
  // What says nothing without it is read as it was written: "#K2" may name anything then.
  if (understood.intent === 'staff' || understood.intent === 'silence') return understandWords(text, known);
  const isJoin = understood.intent === 'join' || understood.parts.near === 'join';
  if (!isJoin || tag.kitId === null) return understood;
  return { ...understood, parts: { ...understood.parts, kitId: tag.kitId } };
}

const joinWord = 'ZAPISZ';

function understandWords(text: string, known: Known): Understanding {
  const utterance = readUtterance(text.slice(0, longestRead));
  const reading = readByRules(utterance, { text, known, heeds: 'leaving' });
  const heeded = heedEvidence(reading, utterance.clauses, known);
  // Nothing in it speaks for leaving, whatever a rule thought: it is read as if none had.
  return heeded ?? readByRules(utterance, { text, known, heeds: 'all else' }).understood;
}

const longestRead = 1000;
