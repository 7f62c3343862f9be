/** Neighbours who write in Ukrainian, Russian, English or German: the few words that matter here, put into Polish. */

/** The text with the foreign words we know as Polish ones; any other text as it is. */
export function toPolish(text: string): string {
  return translateCyrillic(translateGerman(translateEnglish(text.replace(/[^\S\n]/gu, ' '))));
}

function translateCyrillic(text: string): string {
  if (!/\p{Script=Cyrillic}/u.test(text)) return text;
  return text
    .toLowerCase()
    .normalize('NFC')
    .replace(/[\p{Script=Cyrillic}'’ʼ]+/gu, (word) => findWord(word) ?? transliterate(word));
}

function findWord(word: string): string | null {
  return cyrillicWords.find(([pattern]) => pattern.test(word))?.[1] ?? null;
}

function transliterate(word: string): string {
  return word.replace(/\p{Script=Cyrillic}/gu, (letter) => letters.get(letter) ?? letter);
}

const cyrillicWords: readonly (readonly [RegExp, string])[] = [
  [
    /^(відпис|отпис|одпис|выпис|выпеш|випис|випиш|відпиш|отпиш|выпиш|скасув|скасуй|отмен|отказ|відмов)/u,
    'wypisz',
  ],
  [/^(стоп|зупин|останов|припин|прекрат|хватит|досить|годі)/u, 'stop'],
  [/^(видал|удал|прибер|прибра|убер|убра|викресл|вычеркн)/u, 'usun'],
  [/^(запис|запиш|зареєстр|зарегистр|підпис|підпиш|подпис|подпиш|приєдн|присоедин)/u, 'zapisz'],
  [/^(не|ні|нет|ani)$/u, 'nie'],
  [/^(хочу|хочемо|хотів|хотіла|хотел|хотим|бажаю|желаю|можна|можно)/u, 'chce'],
  [/^(треба|потріб|нужн|надо|цікав|интерес)/u, 'potrzebuje'],
  [/^(отримув|отримати|одержув|получ|приход)/u, 'otrzymywac'],
  [/^(надсил|присил|присыл|шліть|шлите|слать|висил|высыл|отправл|пишіть|пишите)/u, 'wysylajcie'],
  [/^(повідомл|сповіщ|сообщен|уведомл|смс|оповіщ|оповещ)/u, 'smsy'],
  [/^(писать|писати|написать)$/u, 'pisac'],
  [/^(мене|меня|мені|мне|нас|нам)$/u, 'mnie'],
  [/^(мій|мой|моя|мого|моего)$/u, 'moj'],
  [/^номер/u, 'numer'],
  [
    /^(будь|ласка|пожалуйста|прошу|просимо|дякую|спасибо|добрий|добрый|день|вітаю|здравствуйте|більше|больше|уже|вже|ці|эти|цих|этих|я|ми|мы)$/u,
    'prosze',
  ],
  [/^(рятуйте|спасите|врятуйте|допоможіть|помогите)$/u, 'ratunku'],
  [/^(пожеж|пожар|горить|горит)/u, 'pozar'],
  [/^(повінь|наводнен|потоп)/u, 'powodz'],
  [/^(допомога|помощь|довідка|справка)$/u, 'pomoc'],
  [/^(так|да)$/u, 'tak'],
];

// "Stop it", "please stop" need no translation; an opinion that begins with "stop" is judged as in Polish.
const english: readonly (readonly [RegExp, string])[] = [
  [
    /\b(?:do not|don['’]?t|dont|not|never)(?: want to| wish to)? (?:unsubscrib(?:e|ing)|remove|delete|cancel|take me off|opt out)(?: me| us)?(?![\p{L}])/giu,
    ' nie wypisujcie ',
  ],
  [/\bkeep (?:the )?(?:rest|others?)\b|\bkeep everything else\b/giu, ' reszte zostawcie '],
  [
    /\bkeep (?:on )?(?:me|sending|getting|receiving|texting|writing)\b|\b(?:i )?(?:want|wish|would like) to stay\b|\bi(?: am|'m)? stay(?:ing)?\b/giu,
    ' zostaje ',
  ],
  [
    /\b(un ?subscribe|opt[ -]?(me )?out|(remove|delete|take|unregister) (me|(my|this|the) (phone )?number)( (from|off))?( (the|your|this))?( (list|database|system))?|stop (sending|texting|messaging|writing)( to)?( me)?( (these|your|any|the))?( (sms|texts?|messages?|spam))?|stop (these|those|your|all|the) (sms|texts?|messages?|alerts?)|(do not|don['’]?t|dont) (text|message|send|sms|contact|write)( (to|me|any|more|these|messages?|sms|texts?))*|no more (sms|texts?|messages?)|leave me alone|i (do not|don['’]?t|dont) (want|need)( (to|get|receive|these|your|any|this|the|more))*( (sms|texts?|messages?|anymore))*)(?![\p{L}])/giu,
    ' wypisz ',
  ],
  [
    /(?<=^|[^\p{L}\d ]) *(quit|end|off|cancel|(i want to |please )?leave|no (sms|texts?|messages?)( please)?) *(?=$|[^\p{L}\d ])/giu,
    ' wypisz ',
  ],
  [/(?<=^|[^\p{L}\d ]) *(please )?stop( it| this| now| please)+ *(?=$|[^\p{L}\d ])/giu, ' stop '],
  // Ukrainian and Russian typed in Latin letters.
  [/\b(vidpys|vidpis|widpis|otpis|otpys|vypis|vypys|vipis|vypesh)[a-z]*/giu, ' wypisz '],
  [/\b(ne|nie) (hochu|khochu|xochu|hochy|choczu)\b/giu, ' nie chce '],
  [/\b(vydal|udal)(yt|it|i|y)[a-z]*/giu, ' usun '],
  [/\b(fire|explosion)\b(?! ?(brigade|department|station))/giu, ' pozar '],
  [/\b(drowning|flooding|flooded)\b/giu, ' powodz '],
  [
    /\b(sign (me )?up|register( me)?(?= )|subscribe me|add me|i want (to )?(subscribe|join|sign up))(?![\p{L}])/giu,
    ' zapisz ',
  ],
];

function translateEnglish(text: string): string {
  if (!/[a-z]/i.test(text)) return text;
  const polish = english.reduce((current, [pattern, word]) => current.replace(pattern, word), text);
  // What else an Englishman says beside it says nothing here.
  return polish === text ? text : polish.replace(englishFillers, ' ');
}

function translateGerman(text: string): string {
  if (!germanMark.test(text)) return text;
  return german.reduce((current, [pattern, word]) => current.replace(pattern, word), text);
}

// Not "ich", which is Polish too: "proszę o ich usunięcie".
const germanMark =
  /(?<![\p{L}])(?:bitte|nicht|keine?n?|abmelden|anmelden|austragen|abbestellen|löschen|loschen|loeschen|möchte|danke|schluss|aufhören)(?![\p{L}])/iu;
const german: readonly (readonly [RegExp, string])[] = [
  [
    /(?<![\p{L}])(?:abmelden|austragen|abbestellen|lö?o?e?schen|schluss|aufhören|abmeldung)(?![\p{L}])/giu,
    ' wypisac ',
  ],
  [/(?<![\p{L}])anmelden(?![\p{L}])/giu, ' zapisz '],
  [/(?<![\p{L}])keine?n?(?![\p{L}])/giu, ' bez '],
  [/(?<![\p{L}])(?:nachrichten|mitteilungen|meldungen)(?![\p{L}])/giu, ' smsow '],
  [/(?<![\p{L}])nicht(?![\p{L}])/giu, ' nie '],
  [/(?<![\p{L}])mehr(?![\p{L}])/giu, ' wiecej '],
  [/(?<![\p{L}])(?:weiter|weiterhin)(?![\p{L}])/giu, ' dalej '],
  [/(?<![\p{L}])(?:möchte|will|mochte)(?![\p{L}])/giu, ' chce '],
  [/(?<![\p{L}])(?:bekommen|erhalten)(?![\p{L}])/giu, ' dostawac '],
  [/(?<![\p{L}])(?:schicken|senden|schreiben)(?![\p{L}])/giu, ' wysylac '],
  [/(?<![\p{L}])(?:mich|mir)(?![\p{L}])/giu, ' mnie '],
  [/(?<![\p{L}])nummer(?![\p{L}])/giu, ' numer '],
  [/(?<![\p{L}])(?:bitte|danke|ich|wir|sie|der|die|das|in|ist|meine?|aus|liste)(?![\p{L}])/giu, ' prosze '],
];

const englishFillers =
  /\b(?:i|you|we|want|wish|would|like|to|from|this|the|a|an|my|your|any|more|service|services|list|messages?|texts?|sms|alerts?|notifications?|number|phone|please|no|longer|live|here|wrong|person|now|thanks?|thank|for|of|and|me|again|just|have|moved|system)\b/giu;

const letters: ReadonlyMap<string, string> = new Map(
  [...'абвгґдеєжзиіїйклмнопрстуфхцчшщьюяыэё'].map((letter, at) => [
    letter,
    'a b w h g d e je z z y i ji j k l m n o p r s t u f ch c cz sz szcz  ju ja y e jo'.split(' ')[at] ?? '',
  ]),
);
