// Why no code is sent, as problems; the same for the joining and the leaving routes.
import type { FormCodeProblem } from '#services/form-code.ts';
import { ApiProblem } from './problems.ts';

/** The refusal in the words of a problem document; of a challenge also what to solve. */
export function codeProblem(problem: FormCodeProblem): ApiProblem {
  switch (problem.kind) {
    case 'too_many':
      return new ApiProblem({
        code: 'too_many',
        detail: `Na ten numer wysłano już kod. Następny będzie można wysłać za ${problem.retryAfterSeconds} s.`,
        retryAfterSeconds: problem.retryAfterSeconds,
      });
    case 'capped':
      return new ApiProblem({
        code: 'codes_paused',
        detail:
          'W tej godzinie wysłano tyle kodów, na ile pozwala urząd. Zapisać i wypisać można się SMS-em.',
        retryAfterSeconds: problem.retryAfterSeconds,
      });
    case 'challenge': {
      const { challenge, rounds, bits, expiresAt } = problem.challenge;
      return new ApiProblem({
        code: 'proof_required',
        detail: 'Próśb jest teraz bardzo dużo. Rozwiąż zadanie z pola challenge i ponów tę samą prośbę.',
        challenge: {
          algorithm: 'sha-256',
          challenge,
          rounds,
          bits,
          expiresAt: expiresAt.toISOString(),
        },
      });
    }
    default:
      return problem satisfies never;
  }
}
