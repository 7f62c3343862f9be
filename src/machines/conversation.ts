import { assign, setup } from 'xstate';
import * as acts from './acts.ts';
import * as answers from './answers.ts';
import { type Context, closedDialogue, emptyContext, isDialogueOver, reminderAfterMs } from './context.ts';
import { findMissing } from './draft.ts';
import type { SubscriberStatus } from './effects.ts';
import { type MachineEvent, saidIn, say } from './machine-event.ts';
import * as questions from './questions.ts';

type Args = { readonly context: Context; readonly event: MachineEvent };

function hasStatus(...statuses: readonly SubscriberStatus[]): (args: Args) => boolean {
  return ({ event }) => statuses.includes(event.facts.status);
}

function isMissing(missing: ReturnType<typeof findMissing>): (args: Args) => boolean {
  return ({ context, event }) => findMissing(context, event.facts) === missing;
}

/**
 * The talk with one number. States say what we wait for; what is heard in every state (danger, leaving, help)
 * stands at the root. Used purely: `step()` feeds it and reads the effects from its outbox.
 */
export const conversationMachine = setup({
  types: { context: {} as Context, events: {} as MachineEvent },
  guards: {
    isActive: hasStatus('active'),
    isSuspended: hasStatus('suspended'),
    isNotActive: hasStatus('unknown', 'suspended', 'left'),
    hasDraft: ({ context }) => context.draft !== null,
    hasOpenQuestion: ({ context }) => context.askedAt !== null,
    isSilent: ({ context, event }) => event.facts.status === 'left' && context.askedAt === null,
    canUndo: ({ context, event }) =>
      event.facts.status === 'left' &&
      context.undoUntil !== null &&
      event.now.getTime() < Date.parse(context.undoUntil),
    hasList: ({ context }) => context.options.length > 0,
    isChange: ({ context }) => context.draft !== null && context.draft.goal !== 'join',
    isFirstMiss: ({ context }) => context.misses === 0,
    isOffered: (args) => acts.offeredOption(args) !== null,
    isForJoining: ({ event }) => 'act' in event && event.act === 'join',
    isForErasing: ({ event }) => 'act' in event && event.act === 'erase',
    namesOneAddress: (args) => args.event.facts.status === 'active' && acts.findNamedHome(args) !== null,
    isForLeaving: ({ event }) => 'act' in event && event.act === 'leave',
    namesCategories: ({ event }) =>
      'categories' in event && event.categories.length > 0 && saidIn(event).reading === null,
    namesNothing: ({ event }) =>
      saidIn(event).reading === null || saidIn(event).reading?.locality.kind === 'none',
    looksLikePlaces: ({ event }) => {
      const { reading } = saidIn(event);
      return reading?.locality.kind === 'none' && reading.locality.nearest.length > 0;
    },
    looksLikeStreets: ({ event }) => {
      const { reading } = saidIn(event);
      return reading?.street?.kind === 'none' && reading.street.nearest.length > 0;
    },
    mustChooseLocality: isMissing('localityChoice'),
    needsLocality: isMissing('locality'),
    mustChooseStreet: isMissing('streetChoice'),
    needsStreet: isMissing('street'),
    needsCategories: isMissing('categories'),
    leavingIsDue: ({ context, event }) =>
      context.leavingFinalAt !== null && event.now.getTime() >= Date.parse(context.leavingFinalAt),
    wasSettledElsewhere: ({ context, event }) =>
      context.leavingFinalAt !== null && event.facts.status !== 'suspended',
    dialogueIsOver: ({ context, event }) => isDialogueOver(context, event.now),
    reminderIsDue: ({ context, event }) =>
      context.draft !== null &&
      context.reminded === 'no' &&
      context.askedAt !== null &&
      event.now.getTime() >= Date.parse(context.askedAt) + reminderAfterMs,
  },
  actions: {
    reportDanger: assign(answers.reportDanger),
    beginJoin: assign(acts.begin('join')),
    beginAdd: assign(acts.begin('add')),
    beginMove: assign(acts.begin('move')),
    takeAddress: assign(acts.takeAddress),
    takeChoice: assign(acts.takeChoice),
    takeWholeLocality: assign(acts.takeWholeLocality),
    takeCategories: assign(acts.takeCategories),
    askLocality: assign(questions.askLocality),
    askLocalityChoice: assign(questions.askLocalityChoice),
    askStreet: assign(questions.askStreet),
    askStreetChoice: assign(questions.askStreetChoice),
    askCategories: assign(questions.askCategories),
    confirmJoin: assign(questions.confirmJoin),
    turnPage: assign(questions.turnPage),
    hintList: assign(questions.hintList),
    hintLocality: assign(questions.hintLocality),
    hintStreet: assign(questions.hintStreet),
    hintCategories: assign(questions.hintCategories),
    hintCode: assign(questions.hintCode),
    hintLeaveCode: assign(questions.hintLeaveCode),
    hintPlaceOrLeave: assign(questions.hintPlaceOrLeave),
    hintLeaving: assign(questions.hintLeaving),
    answerTopic: assign(answers.answerTopic),
    issueJoinCode: assign(acts.issueCode('summary')),
    reissueJoinCode: assign(acts.issueCode('again')),
    completeJoin: assign(acts.completeJoin),
    saveAddress: assign(acts.saveAddress),
    suspend: assign(acts.suspend),
    issueLeaveCode: assign(acts.issueLeaveCode),
    leaveAtOnce: assign(acts.leave('stop')),
    leaveRepeated: assign(acts.leave('repeated')),
    leaveByCode: assign(acts.leave('code')),
    leaveByDeadline: assign(acts.leave('deadline')),
    forgetLeaving: assign({ leavingFinalAt: null }),
    resume: assign(acts.resume),
    abandon: assign(acts.abandon((event) => say(event).dialogueEnded({ office: event.facts.settings }))),
    keepAsItWas: assign(acts.abandon((event) => say(event).kept({ office: event.facts.settings }))),
    lapse: assign({ ...closedDialogue, lapsed: 'yes' as const }),
    remind: assign(questions.remind),
    sayStatus: assign(answers.sayStatus),
    sayAlreadyJoined: assign(answers.sayAlreadyJoined),
    sayNotJoined: assign(answers.sayNotJoined),
    sayKept: assign(answers.sayKept),
    sayHelp: assign(answers.sayHelp),
    sayRights: assign(answers.sayRights),
    sayNoCode: assign(answers.sayNoCode),
    sayCodeProblem: assign(answers.sayCodeProblem),
    sayLeaveCodeProblem: assign(answers.sayLeaveCodeProblem),
    askErasure: assign(acts.askErasure),
    issueEraseCode: assign(acts.issueEraseCode),
    erase: assign(acts.erase),
    keepData: assign(acts.keepData),
    removeAddress: assign(acts.removeAddress),
    sayEraseCodeProblem: assign(answers.sayEraseCodeProblem),
    hintEraseCode: assign(questions.hintEraseCode),
    blockForm: assign(answers.blockForm),
    addCategories: assign(answers.addCategories),
    removeCategories: assign(answers.removeCategories),
    askWhatToAdd: assign(answers.askWhatToAdd),
    passOn: assign(questions.passOn),
  },
}).createMachine({
  id: 'conversation',
  initial: 'idle',
  context: { ...emptyContext, outbox: [] },
  on: {
    'distress.reported': { actions: 'reportDanger' },
    'keyword.stop': [{ guard: 'isSilent' }, { target: '.idle', actions: 'leaveAtOnce' }],
    'keyword.leave': [
      { guard: 'namesOneAddress', actions: 'removeAddress' },
      { guard: 'isSuspended', target: '.idle', actions: 'leaveRepeated' },
      { guard: 'isActive', target: '.awaitingLeaveCode', actions: 'suspend' },
      { guard: 'hasDraft', target: '.idle', actions: 'abandon' },
      { guard: 'isSilent' },
      { target: '.idle', actions: 'leaveAtOnce' },
    ],
    'keyword.leaveOne': [
      { guard: 'isActive', actions: 'removeCategories' },
      { guard: 'isSuspended', actions: 'sayStatus' },
      { guard: 'hasDraft', target: '.idle', actions: 'abandon' },
      { actions: 'sayNotJoined' },
    ],
    'keyword.stay': [
      { guard: 'isSuspended', target: '.idle', actions: 'resume' },
      { guard: 'canUndo', target: '.idle', actions: 'resume' },
      { guard: 'isActive', actions: 'sayKept' },
      { actions: 'sayNotJoined' },
    ],
    'keyword.join': [
      { guard: { type: 'isActive' }, target: '.joiningAgain' },
      { target: '.deciding', actions: 'beginJoin' },
    ],
    'keyword.add': [
      { guard: 'isNotActive', actions: 'sayNotJoined' },
      { guard: 'namesCategories', actions: 'addCategories' },
      { guard: 'namesNothing', actions: 'askWhatToAdd' },
      { target: '.deciding', actions: 'beginAdd' },
    ],
    'keyword.change': [
      { guard: 'isNotActive', actions: 'sayNotJoined' },
      { guard: 'namesCategories', actions: 'askWhatToAdd' },
      { target: '.deciding', actions: 'beginMove' },
    ],
    'keyword.status': { actions: 'sayStatus' },
    'keyword.help': { actions: 'sayHelp' },
    'keyword.rodo': { actions: 'sayRights' },
    'keyword.erase': { target: '.awaitingEraseCode', actions: 'askErasure' },
    'keyword.newCode': { actions: 'sayNoCode' },
    'wrongNumber.reported': [
      { guard: 'hasOpenQuestion', target: '.idle', actions: 'blockForm' },
      { actions: 'blockForm' },
    ],
    'joining.suspected': [
      { guard: 'isActive', actions: 'sayAlreadyJoined' },
      { target: '.confirmingJoin', actions: 'beginJoin' },
    ],
    'topic.asked': { actions: 'answerTopic' },
    'leaving.suspected': [{ guard: 'hasList', actions: 'hintPlaceOrLeave' }, { actions: 'hintLeaving' }],
    'code.right': { actions: 'sayNoCode' },
    'code.wrong': { actions: 'sayNoCode' },
    'code.expired': { actions: 'sayNoCode' },
    'code.spent': { actions: 'sayNoCode' },
    'code.none': { actions: 'sayNoCode' },
    'text.reported': { actions: 'passOn' },
    'text.unclear': { actions: 'passOn' },
    'deadline.passed': [
      { guard: 'wasSettledElsewhere', actions: 'forgetLeaving' },
      { guard: 'leavingIsDue', actions: 'leaveByDeadline' },
      { guard: 'dialogueIsOver', target: '.idle', actions: 'lapse' },
      { guard: 'reminderIsDue', actions: 'remind' },
    ],
  },
  states: {
    idle: {},
    /** ZAPISZ from somebody who has joined: a category named is added, else their status is told. */
    joiningAgain: {
      always: [
        { guard: 'namesCategories', target: 'idle', actions: 'addCategories' },
        { target: 'idle', actions: 'sayAlreadyJoined' },
      ],
    },
    deciding: {
      always: [
        { guard: 'mustChooseLocality', target: 'choosingLocality' },
        { guard: 'needsLocality', target: 'awaitingLocality' },
        { guard: 'mustChooseStreet', target: 'choosingStreet' },
        { guard: 'needsStreet', target: 'awaitingStreet' },
        { guard: 'needsCategories', target: 'awaitingCategories' },
        { guard: 'isChange', target: 'idle', actions: 'saveAddress' },
        { target: 'awaitingJoinCode' },
      ],
    },
    confirmingJoin: {
      entry: 'confirmJoin',
      on: {
        'answer.yes': { target: 'deciding' },
        'answer.no': { target: 'idle', actions: 'abandon' },
      },
    },
    awaitingLocality: {
      entry: 'askLocality',
      on: {
        'answer.address': { target: 'deciding', actions: 'takeAddress' },
        'answer.none': [
          { guard: 'isChange', target: 'idle', actions: 'keepAsItWas' },
          { guard: 'isFirstMiss', actions: 'hintLocality' },
          { actions: 'passOn' },
        ],
        'text.unclear': [
          { guard: 'looksLikePlaces', target: 'deciding', actions: 'takeAddress' },
          { guard: 'isFirstMiss', actions: 'hintLocality' },
          { actions: 'passOn' },
        ],
      },
    },
    choosingLocality: {
      entry: 'askLocalityChoice',
      on: {
        'answer.choice': [
          { guard: 'isOffered', target: 'deciding', actions: 'takeChoice' },
          { guard: 'isFirstMiss', actions: 'hintList' },
          { actions: 'passOn' },
        ],
        'answer.more': { actions: 'turnPage' },
        'answer.address': { target: 'deciding', actions: 'takeAddress' },
        'answer.none': [
          { guard: 'isChange', target: 'idle', actions: 'keepAsItWas' },
          { guard: 'isFirstMiss', actions: 'hintList' },
          { actions: 'passOn' },
        ],
        'text.unclear': [{ guard: 'isFirstMiss', actions: 'hintList' }, { actions: 'passOn' }],
      },
    },
    awaitingStreet: {
      entry: 'askStreet',
      on: {
        'answer.address': { target: 'deciding', actions: 'takeAddress' },
        'answer.none': { target: 'deciding', actions: 'takeWholeLocality' },
        'text.unclear': [
          { guard: 'looksLikeStreets', target: 'deciding', actions: 'takeAddress' },
          { guard: 'isFirstMiss', actions: 'hintStreet' },
          { actions: 'passOn' },
        ],
      },
    },
    choosingStreet: {
      entry: 'askStreetChoice',
      on: {
        'answer.choice': [
          { guard: 'isOffered', target: 'deciding', actions: 'takeChoice' },
          { guard: 'isFirstMiss', actions: 'hintList' },
          { actions: 'passOn' },
        ],
        'answer.more': { actions: 'turnPage' },
        'answer.address': { target: 'deciding', actions: 'takeAddress' },
        'answer.none': { target: 'deciding', actions: 'takeWholeLocality' },
        'text.unclear': [{ guard: 'isFirstMiss', actions: 'hintList' }, { actions: 'passOn' }],
      },
    },
    awaitingCategories: {
      entry: 'askCategories',
      on: {
        'answer.categories': { target: 'deciding', actions: 'takeCategories' },
        'answer.all': { target: 'deciding', actions: 'takeCategories' },
        'answer.none': { target: 'deciding', actions: 'takeCategories' },
        'text.unclear': [{ guard: 'isFirstMiss', actions: 'hintCategories' }, { actions: 'passOn' }],
      },
    },
    awaitingJoinCode: {
      entry: 'issueJoinCode',
      on: {
        'code.right': { guard: 'isForJoining', target: 'idle', actions: 'completeJoin' },
        'code.wrong': { actions: 'sayCodeProblem' },
        'code.expired': { actions: 'sayCodeProblem' },
        'code.spent': { actions: 'sayCodeProblem' },
        'code.none': { actions: 'sayCodeProblem' },
        'keyword.newCode': { actions: 'reissueJoinCode' },
        'text.unclear': [{ guard: 'isFirstMiss', actions: 'hintCode' }, { actions: 'passOn' }],
      },
    },
    awaitingEraseCode: {
      on: {
        'code.right': { guard: 'isForErasing', target: 'idle', actions: 'erase' },
        'code.wrong': { actions: 'sayEraseCodeProblem' },
        'code.expired': { actions: 'sayEraseCodeProblem' },
        'code.spent': { actions: 'sayEraseCodeProblem' },
        'code.none': { actions: 'sayEraseCodeProblem' },
        'keyword.newCode': { actions: 'issueEraseCode' },
        'keyword.stay': [
          { guard: 'isSuspended', target: 'idle', actions: 'resume' },
          { target: 'idle', actions: 'keepData' },
        ],
        'text.unclear': [{ guard: 'isFirstMiss', actions: 'hintEraseCode' }, { actions: 'passOn' }],
      },
    },
    awaitingLeaveCode: {
      on: {
        'code.right': { guard: 'isForLeaving', target: 'idle', actions: 'leaveByCode' },
        'code.wrong': { actions: 'sayLeaveCodeProblem' },
        'code.expired': { actions: 'sayLeaveCodeProblem' },
        'code.spent': { actions: 'sayLeaveCodeProblem' },
        'code.none': { actions: 'sayLeaveCodeProblem' },
        'keyword.newCode': { actions: 'issueLeaveCode' },
        'text.unclear': [{ guard: 'isFirstMiss', actions: 'hintLeaveCode' }, { actions: 'passOn' }],
        'deadline.passed': [
          { guard: 'wasSettledElsewhere', target: 'idle', actions: 'forgetLeaving' },
          { guard: 'leavingIsDue', target: 'idle', actions: 'leaveByDeadline' },
        ],
      },
    },
  },
});
