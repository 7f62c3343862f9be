import { wordings } from '#domain/consent.ts';
import {
  alertKeys,
  alertName,
  cancelJoin,
  emit,
  inform,
  moreCategories,
  namesOf,
  reply,
  tellAddresses,
} from './acts.ts';
import { type Context, closedDialogue } from './context.ts';
import type { Effect } from './effects.ts';
import { type MachineEvent, say } from './machine-event.ts';

/** Answers that lead nowhere further: status, help, rights, danger, one category more or less. */

type Args = { readonly context: Context; readonly event: MachineEvent };
type Change = Partial<Context>;

export function reportDanger(args: Args): Change {
  return emit(args, { type: 'inbox.keep', mark: 'danger' }, reply(say(args.event).danger(), 'danger'));
}

export function sayStatus(args: Args): Change {
  const { facts } = args.event;
  const office = facts.settings;
  switch (facts.status) {
    case 'active':
      return inform(
        args,
        say(args.event).status({
          office,
          address: tellAddresses(facts.addresses),
          categories: namesOf(facts.categoryKeys, facts),
        }),
      );
    case 'suspended':
      return inform(args, say(args.event).statusSuspended({ office }));
    case 'left':
    case 'unknown':
      return inform(args, say(args.event).notJoined({ office }));
    default:
      return facts.status satisfies never;
  }
}

export function sayAlreadyJoined(args: Args): Change {
  const { facts } = args.event;
  return inform(
    args,
    say(args.event).alreadyJoined({ office: facts.settings, address: tellAddresses(facts.addresses) }),
  );
}

/** Nothing can be changed: they have not joined, or their leaving is under way. */
export function sayNotJoined(args: Args): Change {
  if (args.event.facts.status === 'suspended') return sayStatus(args);
  return inform(args, say(args.event).notJoined({ office: args.event.facts.settings }));
}

export function sayKept(args: Args): Change {
  return inform(args, say(args.event).kept({ office: args.event.facts.settings }));
}

export function sayHelp(args: Args): Change {
  return inform(args, say(args.event).help({ office: args.event.facts.settings }));
}

export function sayRights(args: Args): Change {
  return inform(args, say(args.event).rodo({ office: args.event.facts.settings }));
}

export function sayNoCode(args: Args): Change {
  return inform(args, say(args.event).codeWithoutQuestion());
}

export function sayCodeProblem(args: Args): Change {
  const { event } = args;
  if (event.type === 'code.wrong') return inform(args, say(event).codeWrong({ triesLeft: event.triesLeft }));
  return inform(args, event.type === 'code.expired' ? say(event).codeExpired() : say(event).codeSpent());
}

/** Wrong codes never block leaving: the sentence says that it goes on without. */
export function sayLeaveCodeProblem(args: Args): Change {
  return inform(args, say(args.event).leaveCodeWrong());
}

/** KIEDY and PRAD: the module's answer; without a module the office hears of it, as it may be a report. */
export function answerTopic(args: Args): Change {
  const { event } = args;
  if (event.type !== 'topic.asked') return {};
  const answer = event.facts.answerers[event.topic];
  if (answer !== undefined) return inform(args, answer);
  const text = say(event).topicNotSetUp({ office: event.facts.settings, topic: event.topic });
  return emit(args, { type: 'inbox.keep', mark: 'staff' }, reply(text, 'information'));
}

/** Wrong codes erase nothing; STOP still ends the messages without any. */
export function sayEraseCodeProblem(args: Args): Change {
  return inform(args, say(args.event).eraseCodeWrong());
}

/**
 * "I never asked": the form stays silent to this number from now on. While leaving is under way it may as well answer
 * our "Pomylka? ZOSTAJE", so they are told how to stay and how to go, and nothing is decided.
 */
export function blockForm(args: Args): Change {
  const { context, event } = args;
  if (event.facts.status === 'suspended') {
    const text = say(event).statusSuspended({ office: event.facts.settings });
    return emit(args, { type: 'inbox.keep', mark: 'staff' }, reply(text, 'information'));
  }
  return {
    ...closedDialogue,
    outbox: [
      ...context.outbox,
      ...cancelJoin(context),
      { type: 'form.block' },
      { type: 'inbox.keep', mark: 'staff' },
      reply(say(event).wrongNumber({ office: event.facts.settings }), 'information'),
    ],
  };
}

export function addCategories(args: Args): Change {
  const { facts } = args.event;
  const keys = 'categories' in args.event ? args.event.categories : [];
  const add = moreCategories(facts).flatMap(({ key }) => (keys.includes(key) ? [key] : []));
  const names = namesOf(keys, facts);
  return emit(
    args,
    ...changeCategories({ add, remove: [] }),
    reply(say(args.event).categoriesAdded({ office: facts.settings, names }), 'dialogue'),
  );
}

/** Alerts are what joining means, so they cannot be left alone. */
export function removeCategories(args: Args): Change {
  const { facts } = args.event;
  const keys = 'categories' in args.event ? args.event.categories : [];
  const remove = keys.filter((key) => !alertKeys(facts).includes(key));
  if (remove.length === 0) return inform(args, say(args.event).alertsStay({ alerts: alertName(facts) }));
  const names = namesOf(remove, facts);
  return emit(
    args,
    ...changeCategories({ add: [], remove }),
    reply(say(args.event).categoriesRemoved({ office: facts.settings, names }), 'dialogue'),
  );
}

export function askWhatToAdd(args: Args): Change {
  const { facts } = args.event;
  const missing = moreCategories(facts).filter(({ key }) => !facts.categoryKeys.includes(key));
  const offered = missing.length > 0 ? missing : moreCategories(facts);
  return inform(args, say(args.event).askWhatToAdd({ names: offered.map(({ name }) => name) }));
}

function changeCategories(change: {
  readonly add: readonly string[];
  readonly remove: readonly string[];
}): Effect[] {
  if (change.add.length === 0 && change.remove.length === 0) return [];
  return [
    { type: 'subscriber.change', change: { kind: 'categories', ...change }, wording: wordings.smsChange },
  ];
}
