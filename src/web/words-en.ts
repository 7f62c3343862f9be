// What the public pages say, in English. Words that are texted stay as the office understands them.
import { html } from 'hono/html';
import type { Words } from './words-pl.ts';

export const en: Words = {
  skip: 'Skip to content',
  language: 'Language',
  errorMark: 'Error: ',
  problems: (count) => (count === 1 ? 'There is a problem' : `There are ${count} problems`),
  next: 'Next',
  choose: 'choose from the list',
  sms: (word, number) =>
    number === null
      ? html`an SMS with the word <strong>${word}</strong> to the office’s number`
      : html`an SMS with the word <strong>${word}</strong> to ${number}`,
  duration: (seconds) =>
    seconds <= 90
      ? `${seconds} s`
      : seconds < 5400
        ? `${Math.ceil(seconds / 60)} min`
        : `${Math.ceil(seconds / 3600)} h`,
  wait: (reason, time, sms) =>
    html`${reason === 'number' ? 'A code was sent to this number a short while ago.' : 'Very many requests came from this network at once.'} Try again in ${time}, or send ${sms}.`,
  foreignPost: {
    title: 'The form was not accepted',
    body: 'The form was sent from another site.',
    link: 'Start again here.',
  },
  number: {
    label: 'Mobile phone number',
    hint: '9 digits, for example 600 100 200. Polish numbers only',
    hintCode: 'We will send an SMS with a code to it.',
    problems: {
      empty: 'Enter a mobile phone number',
      not_a_number: 'This is not a phone number. Enter 9 digits, for example 600 100 200',
      foreign: 'This is a foreign number. Only a Polish mobile number will do',
      not_mobile: 'This is not a mobile number. SMS reach Polish mobile numbers only',
      alphanumeric: 'There are letters in the number. Enter 9 digits, for example 600 100 200',
    },
  },
  home: {
    title: 'SMS notices',
    lead: (office) =>
      `${office} warns and informs residents by SMS. No app, no account, on any phone. The notices are free of charge.`,
    join: 'Subscribe',
    joinBySms: (sms) => html`Send ${sms} and answer the questions (in Polish). Or fill in the form:`,
    joinByForm: 'Subscribe with the form',
    topics: 'What we write about',
    alertTopic: 'about danger: always',
    leave: 'Unsubscribe',
    leaveBySms: (sms) => html`At any time: send ${sms}, or`,
    leaveByForm: 'unsubscribe with the form',
    staff: 'For the office’s staff',
  },
  danger: {
    title: 'In danger call 112',
    body: 'Nobody reads replies to our SMS on the spot.',
    phone: (phone) => `The office’s telephone: ${phone}.`,
  },
  join: {
    title: 'Subscribe to notices',
    step: (step) => `Step ${step} of 4`,
    simpler: (sms) => html`Simpler? Send ${sms}.`,
    locality: 'Locality',
    localityHint: 'Start typing its name',
    localityProblems: {
      empty: () => 'Enter the locality',
      former: (name) => `${name} is no longer in the register. Choose the present locality`,
      confirm: (name) => `Confirm the locality: is this “${name}”?`,
      choose: (name) => `There are several localities like “${name}”. Choose one`,
      unknown: (name) => `We know no such locality: “${name}”. Check the spelling`,
    },
    otherLocality: 'Another one, I will type it again',
    street: 'Street',
    streetHint: 'Start typing its name, without “ulica”',
    streetProblems: {
      empty: () => 'Choose a street or the whole locality',
      former: () => 'This street is no longer in the register. Choose the present one',
      confirm: (name) => `Confirm the street: is this “${name}”?`,
      choose: (name) => `There are several streets like “${name}”. Choose one`,
      unknown: (name) => `We know no such street in this locality: “${name}”`,
    },
    otherStreet: 'Another one, I will type it again',
    wholeLocality: 'The whole locality, no street',
    house: 'House number (optional)',
    houseHint: 'Useful when a notice is about a part of the street.',
    houseProblem: 'Enter the house number like 12, 12A or 12/3',
    summaryNumber: 'Number',
    summaryAddress: 'Address',
    correct: 'Correct the number or the address',
    alertsAlways: 'Everyone who subscribes gets warnings of danger.',
    topics: 'What else shall we send?',
    topicsHint: 'Tick what you want. You may tick nothing.',
    consent: 'Consent',
    consentChanged: 'The wording of the consent has just changed. Read it and send again.',
    sendCode: 'Send me a code by SMS',
    refusedAddress: 'The address could not be accepted. Correct it and try again.',
    again: 'The address and choices you entered are kept. Enter your number again.',
    doneTitle: 'You are subscribed',
    done: 'Done, your number is subscribed.',
    doneSave: (number) =>
      html`Save our number on your phone${number === '' ? '' : html`: <strong>${number}</strong>`}. You can text it: POMOC explains what it can do, STATUS shows your subscription.`,
    doneLeave: (sms) => html`To unsubscribe send ${sms}, or`,
    doneLeaveForm: 'use the form',
  },
  leave: {
    title: 'Unsubscribe from notices',
    simplest: (sms) => html`Simplest: send ${sms}. It works at once, without a code.`,
    form: 'You can also unsubscribe a number here. If it is on the list, we will send it an SMS with a code.',
    sendCode: 'Send the code',
    doneTitle: 'You are unsubscribed',
    done: 'The number is unsubscribed.',
    doneMore: 'We will send no more notices.',
    back: 'Do you want to come back?',
    backForm: 'Subscribe again',
    backSms: (sms) => html`or send ${sms}.`,
  },
  code: {
    joinTitle: 'Enter the code to confirm',
    joinSent: 'We are sending an SMS with a code to your number.',
    joinButton: 'Confirm',
    leaveTitle: 'Enter the code to unsubscribe',
    leaveSent: 'If this number is on the list, we are sending it an SMS with a code.',
    leaveButton: 'Unsubscribe me',
    enter: 'Enter it here; the code works for 10 minutes.',
    label: 'Code from the SMS',
    hint: '6 digits, for example 482 913',
    notSixDigits: 'Enter the 6 digits of the code from the SMS',
    wrong: (triesLeft) => `The code does not match. Check the SMS and try again. Tries left: ${triesLeft}`,
    expired: 'This code is no longer valid. Ask for a new one below',
    spent: 'This code no longer works. Ask for a new one below',
    gone: 'This request is gone: it was confirmed or it lapsed. If need be, start again',
    missing: 'No code?',
    missingBody: 'An SMS may take a minute. After that ask for a new code, or',
    startAnew: 'check the number and start again',
    sendNew: 'Send a new code',
    sentNew: 'We have sent a new code. The one before no longer works.',
  },
  suggestions: {
    count: 'Suggestions: #. Choose with the arrow keys.',
    none: 'No suggestions. Check the spelling.',
    chosen: 'Chosen: #',
  },
};
