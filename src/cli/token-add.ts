import { parseArgs } from 'node:util';
import { apiScopes, parseScopes } from '#domain/scopes.ts';
import { createToken } from '#services/create-token.ts';
import { ServiceError } from '#services/errors.ts';
import type { Command } from './command.ts';

export const command: Command = {
  name: 'token add',
  summary: 'Makes a token for an outside system; the last line printed is the token, shown this once.',
  usage: `NAME --scope SCOPE[,SCOPE…]   scopes: ${apiScopes.join(', ')}`,
  run: async (args, context) => {
    const given = readArguments(args);
    if (given === undefined) {
      context.printError(`Usage: wici ${command.name} ${command.usage}`);
      return 2;
    }
    const parsed = parseScopes(given.scope);
    if (!parsed.ok) {
      context.printError(`--scope: '${parsed.unknown}' is not a scope; there are: ${apiScopes.join(', ')}`);
      return 2;
    }
    const { deps } = await context.openRuntime();
    try {
      const token = await createToken(deps, { name: given.name, scopes: parsed.scopes, actor: 'cli' });
      context.print(
        `Token '${given.name}' (${parsed.scopes.join(', ')}). Keep it now: it is not stored and can't be shown again.`,
      );
      context.print(token);
      return 0;
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      context.printError(error.message);
      return 1;
    }
  },
};

function readArguments(
  args: readonly string[],
): { readonly name: string; readonly scope: string } | undefined {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: { scope: { type: 'string', multiple: true } },
      allowPositionals: true,
    });
    const [name, ...more] = positionals;
    if (name === undefined || more.length > 0 || values.scope === undefined) return undefined;
    return { name, scope: values.scope.join(',') };
  } catch {
    return undefined;
  }
}
