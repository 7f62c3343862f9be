// One of the processes of `npm test`; see test-queue.ts.
import { workThroughQueue } from '#test/support/test-queue.ts';

await workThroughQueue();
