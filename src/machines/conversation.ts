import { assign, setup } from 'xstate';
import * as acts from './acts.ts';
import * as answers from './answers.ts';
import { type Context, closedDialogue, emptyContext } from './context.ts';
import { guards } from './guards.ts';
import * as homes from './homes.ts';
import { type MachineEvent, say } from './machine-event.ts';
import * as questions from './questions.ts';

/**
 * The talk with one number. States say what we wait for; what is heard in every state (danger, leaving, help)
 * stands at the root. Used purely: `step()` feeds it and reads the effects from its outbox.
 */
export const conversationMachine = setup({
  types: { context: {} as Context, events: {} as MachineEvent },
  guards,
  actions: {
    reportDanger: assign(answers.reportDanger),
    beginJoin: assign(acts.begin('join')),
    beginAdd: assign(acts.begin('add')),
    beginMove: assign(homes.beginMove),
    addInstead: assign(homes.addInstead),
    takeHome: assign(homes.takeHome),
    takeAllHomes: assign(homes.takeAllHomes),
    takeAddress: assign(acts.takeAddress),
    takeChoice: assign(acts.takeChoice),
    takeWholeLocality: assign(acts.takeWholeLocality),
    takeCategories: assign(acts.takeCategories),
    askHome: assign(questions.askHome),
    hintHome: assign(questions.hintHome),
    turnHomes: assign(questions.turnHomes),
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
    hintPlaceOrLeave: assign(questions.hintPlaceOrLeave),
    hintLeaving: assign(questions.hintLeaving),
    answerTopic: assign(answers.answerTopic),
    issueJoinCode: assign(acts.issueCode('summary')),
    reissueJoinCode: assign(acts.issueCode('again')),
    completeJoin: assign(acts.completeJoin),
    saveAddress: assign(homes.saveAddress),
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
    removeAddresses: assign(homes.removeAddresses),
    sayEraseCodeProblem: assign(answers.sayEraseCodeProblem),
    hintEraseCode: assign(questions.hintEraseCode),
    blockForm: assign(answers.blockForm),
    addCategories: assign(answers.addCategories),
    removeCategories: assign(answers.removeCategories),
    askWhatToAdd: assign(answers.askWhatToAdd),
    passOn: assign(questions.passOn),
    passOnLeaving: assign(questions.passOnLeaving),
  },
}).createMachine({
  id: 'conversation',
  initial: 'idle',
  context: { ...emptyContext, outbox: [] },
  on: {
    'distress.reported': { actions: 'reportDanger' },
    'keyword.stop': [{ guard: 'isSilent' }, { target: '.idle', actions: 'leaveAtOnce' }],
    'keyword.leave': [
      { guard: 'namesSomeAddresses', actions: 'removeAddresses' },
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
        { guard: 'mustChooseHome', target: 'choosingHome' },
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
    /** ZMIEN from somebody with several addresses: only one of them is meant, unless they say otherwise. */
    choosingHome: {
      entry: 'askHome',
      on: {
        'answer.choice': [
          { guard: 'isOfferedHome', target: 'deciding', actions: 'takeHome' },
          { guard: 'isFirstMiss', actions: 'hintHome' },
          { actions: 'passOn' },
        ],
        'answer.all': { target: 'deciding', actions: 'takeAllHomes' },
        'answer.more': { actions: 'turnHomes' },
        'answer.address': [
          { guard: 'namesOneAddress', target: 'deciding', actions: 'takeHome' },
          { target: 'deciding', actions: 'takeAddress' },
        ],
        'answer.none': { target: 'idle', actions: 'keepAsItWas' },
        'keyword.add': { guard: 'addsInstead', target: 'deciding', actions: 'addInstead' },
        'leaving.suspected': { actions: 'hintLeaving' },
        'text.unclear': [{ guard: 'isFirstMiss', actions: 'hintHome' }, { actions: 'passOn' }],
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
        'answer.no': { target: 'idle', actions: 'keepAsItWas' },
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
        'answer.no': { target: 'idle', actions: 'keepAsItWas' },
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
        'text.reported': { actions: 'passOnLeaving' },
        'text.unclear': { actions: 'passOnLeaving' },
        'deadline.passed': [
          { guard: 'wasSettledElsewhere', target: 'idle', actions: 'forgetLeaving' },
          { guard: 'leavingIsDue', target: 'idle', actions: 'leaveByDeadline' },
        ],
      },
    },
  },
});
