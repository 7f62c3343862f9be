// Before a message leaves for many people, the password or a code again: a desk left open must not write to a town.
import type { Context } from 'hono';
import { html } from 'hono/html';
import type { Campaign } from '#db/campaigns.ts';
import { formatDuration } from '#html/format.ts';
import { renderField } from '#html/forms.ts';
import type { Html } from '#html/layout.ts';
import type { Session } from '#services/open-session.ts';
import { isProved, provePresence } from '#services/prove-presence.ts';
import { type AdminContext, type AdminEnv, findDeviceToken } from './session.ts';

type Sending = {
  readonly session: Session;
  readonly campaign: Pick<Campaign, 'lane'>;
  readonly recipients: number;
};

/** The field that asks for it; nothing where none is asked for. */
export function renderProofField(
  admin: AdminContext,
  sending: Sending & { readonly problem?: string | undefined },
): Html {
  if (!mustProve(admin, sending)) return html``;
  return renderField({
    name: 'dowod',
    label: 'Twoje hasło',
    hint: `Przed wysłaniem do wielu osób pytamy jeszcze raz.${sending.session.hasSecondFactor ? ' Może być też 6 cyfr z aplikacji w telefonie.' : ''}`,
    problem: sending.problem,
    type: 'password',
    autocomplete: 'current-password',
    isRequired: true,
  });
}

/** What is wrong with what was typed; undefined when the person may send. */
export async function findProofProblem(
  admin: AdminContext,
  c: Context<AdminEnv>,
  sending: Sending,
): Promise<string | undefined> {
  if (!mustProve(admin, sending)) return undefined;
  const answer = await provePresence(admin.deps, {
    session: sending.session,
    secret: c.get('form').dowod ?? '',
    deviceToken: findDeviceToken(admin, c),
    limits: admin.limits,
  });
  switch (answer.kind) {
    case 'here':
      return undefined;
    case 'wrong':
      return 'Hasło albo kod się nie zgadza. Nic nie wysłano.';
    case 'throttled':
      return `Za dużo prób. Spróbuj ponownie za ${formatDuration(answer.waitSeconds)}. Nic nie wysłano.`;
    default:
      return answer satisfies never;
  }
}

/** An alert never waits for a password. */
function mustProve(admin: AdminContext, { session, campaign, recipients }: Sending): boolean {
  const { proveAbove } = admin.deps.office().settings;
  const isMany = proveAbove > 0 && recipients > proveAbove;
  return isMany && campaign.lane !== 'alert' && !isProved(admin.deps, session);
}
