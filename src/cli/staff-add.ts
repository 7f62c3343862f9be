import { parseArgs } from 'node:util';
import { isLimited, type StaffRole, staffRoles } from '#domain/roles.ts';
import { paths } from '#html/paths.ts';
import { createSetupLink, createStaffLink } from '#services/create-staff-link.ts';
import type { Command } from './command.ts';

// Roles limited to places or categories are invited in the panel, where these are chosen.
const cliRoles = staffRoles.filter((role) => !isLimited(role));

export const command: Command = {
  name: 'staff add',
  summary: 'Makes a one-time link with which a new account is set up; the last line printed is the link.',
  usage: `[--role ROLE]   roles: ${cliRoles.join(', ')}; editor when not given`,
  run: async (args, context) => {
    const role = readRole(args);
    if (role === undefined) {
      context.printError(`Usage: wici ${command.name} ${command.usage}`);
      return 2;
    }
    const { deps, config } = await context.openRuntime();
    const base = config.publicUrl ?? `http://${config.host}:${config.port}`;
    // The first account is an administrator's, or nobody could let in the others.
    const setup = await createSetupLink(deps);
    const token = setup ?? (await createStaffLink(deps, { purpose: 'invite', role, actor: 'cli' }));
    context.print(
      setup === null
        ? `A link for a new account (${role}); it works once, within three days:`
        : 'A link for the first account (admin); it works once and replaces the one printed at the start:',
    );
    context.print(`${base}${paths.admin.setUp(token)}`);
    return 0;
  },
};

function readRole(args: readonly string[]): StaffRole | undefined {
  try {
    const { values } = parseArgs({ args: [...args], options: { role: { type: 'string' } } });
    return cliRoles.find((role) => role === (values.role ?? 'editor'));
  } catch {
    return undefined;
  }
}
