import { parseArgs } from 'node:util';
import { insertAudit } from '#db/audit.ts';
import { findStaffByLogin } from '#db/staff.ts';
import { paths } from '#html/paths.ts';
import { createStaffLink } from '#services/create-staff-link.ts';
import { reopenAccount } from '#services/staff-accounts.ts';
import type { Command } from './command.ts';

export const command: Command = {
  name: 'staff reset',
  summary:
    'Breaks the glass: a one-time link that gives an account a new password and second factor. Audited.',
  usage: 'LOGIN [--reopen]   --reopen: also opens a closed account again',
  run: async (args, context) => {
    const request = readRequest(args);
    if (request === undefined) {
      context.printError(`Usage: wici ${command.name} ${command.usage}`);
      return 2;
    }
    const { deps, config } = await context.openRuntime();
    const staff = await findStaffByLogin(deps.db, request.login);
    if (staff === null) {
      context.printError(`There is no account '${request.login}'.`);
      return 1;
    }
    if (!staff.isActive && !request.reopen) {
      context.printError(`The account '${staff.login}' is closed. To open it again too, add --reopen.`);
      return 1;
    }
    await reopenAccount(deps, { staffId: staff.id, actor: 'cli' });
    const subject = `staff:${staff.id}`;
    await insertAudit(deps.db, { actor: 'cli', act: 'staff.break_glass', subject });
    const token = await createStaffLink(deps, {
      purpose: 'reset',
      role: staff.role,
      staffId: staff.id,
      actor: 'cli',
    });
    const base = config.publicUrl ?? `http://${config.host}:${config.port}`;
    context.print(
      `A link for the account '${staff.login}' (${staff.role}); it works once, within three days.`,
    );
    context.print('Until it is used the old password and second factor hold; then all its sessions end:');
    context.print(`${base}${paths.admin.setUp(token)}`);
    return 0;
  },
};

function readRequest(
  args: readonly string[],
): { readonly login: string; readonly reopen: boolean } | undefined {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: { reopen: { type: 'boolean', default: false } },
      allowPositionals: true,
    });
    const [login, ...more] = positionals;
    if (login === undefined || more.length > 0) return undefined;
    return { login: login.trim().toLowerCase(), reopen: values.reopen };
  } catch {
    return undefined;
  }
}
