import * as z from 'zod';

const earliest = Date.UTC(2000, 0, 1);
const latest = Date.UTC(2200, 0, 1);

/**
 * An ISO instant with its offset, in a year that people mean: year 0 and year 10 000 are valid ISO, but PostgreSQL
 * reads neither.
 */
export const instantSchema = z.iso.datetime({ offset: true }).refine((text) => {
  const at = Date.parse(text);
  // What is no instant has been told so already.
  return Number.isNaN(at) || (at >= earliest && at < latest);
}, 'the year must be from 2000 to 2199');
