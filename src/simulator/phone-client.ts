import { z } from 'zod';

const messageSchema = z.object({
  kind: z.enum(['mt', 'mo']),
  id: z.string(),
  from: z.string(),
  text: z.string(),
  at: z.number(),
  segments: z.number(),
  encoding: z.enum(['gsm7', 'ucs2']),
  status: z.number().optional(),
  acknowledged: z.boolean().optional(),
});

/** One bubble on a phone. */
export type Bubble = z.infer<typeof messageSchema>;

const phoneSchema = z.object({ messages: z.array(messageSchema) });

export type PhoneClient = {
  /** The last messages of a phone, oldest first; undefined when the simulator does not answer. */
  readonly listMessages: (number: string) => Promise<readonly Bubble[] | undefined>;
  readonly sendText: (message: {
    readonly from: string;
    readonly text: string;
  }) => Promise<'sent' | 'unreachable'>;
  /** A stream of server-sent events about these numbers. */
  readonly openEvents: (numbers: readonly string[]) => Promise<Response | undefined>;
};

/** Talks to a simulator in any process by its control interface. */
export function createPhoneClient(simulatorUrl: string): PhoneClient {
  const base = `${simulatorUrl.replace(/\/$/, '')}/_sim`;
  return {
    listMessages: async (number) => {
      const answer = await ask(`${base}/phone/${encodeURIComponent(number)}`, {});
      return answer?.ok === true ? phoneSchema.parse(await answer.json()).messages : undefined;
    },
    sendText: async (message) => {
      const answer = await ask(`${base}/mo`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(message),
      });
      return answer?.ok === true ? 'sent' : 'unreachable';
    },
    openEvents: (numbers) => ask(`${base}/events?numbers=${numbers.join(',')}`, {}),
  };
}

async function ask(url: string, init: RequestInit): Promise<Response | undefined> {
  try {
    return await fetch(url, init);
  } catch {
    // The simulator is starting or gone; the page says so and tries again.
    return undefined;
  }
}
