import { type CategoryName, takeCategories } from './category-words.ts';
import { isNeutral, readLeaveVerb } from './leave-words.ts';
import { has } from './request-words.ts';

/** What people ask most often: when waste is collected, and whether and until when there is no power. */

/** Whether a sentence asks for the date of a collection; `whole` is all that was written. */
export function asksForCollection(
  said: readonly string[],
  { whole, categories }: { readonly whole: readonly string[]; readonly categories: readonly CategoryName[] },
): boolean {
  const [first = ''] = said;
  if (whole.length === said.length && said.length === 1 && (first === 'kiedy' || bare.has(first)))
    return true;
  const text = whole.join(' ');
  if (has(whole, complaint) || missed.test(text) || paper.test(text)) return false;
  // "Mam dość pełnego kosza, kiedy go zabierzecie" asks, "rezygnuję z kubła, jaki wniosek?" does not.
  if (
    whole.some((word) => readLeaveVerb(word)?.strength === 'strong') ||
    said.some((word) => readLeaveVerb(word) !== null)
  )
    return false;
  const isPlainly = has(said, /^(kiedy$|ktorej|ktorego|jaki)/);
  // What is denied or told of our texts is asked about only where it asks when.
  const isTold = has(whole, /^nie$/) || has(whole, /^(sms|powiadom|wiadomosc)/);
  if (isTold && !(isPlainly && !denied.test(said.join(' ')))) return false;
  if (has(whole, outdoors)) return false;
  if (has(said, /^(kto|mnie|list[ay]|baz[ay]|szamb\w*)$/)) return false;
  const isCollecting = has(said, collecting);
  const isAsking = has(said, when);
  if (
    isCollecting &&
    said.every((word) => when.test(word) || day.test(word) || collecting.test(word) || isNeutral(word))
  )
    return isAsking || (has(said, day) && has(said, /^wystaw/)) || whole.length === 1;
  const isNamed =
    has(said, waste) || (isCollecting && takeCategories(said, categories).keys.includes('odpady'));
  if (said.length > mostSaid) return false;
  if (!isNamed) return isCollecting && isPlainly && has(said, bulky);
  const days = said.filter((word) => day.test(word)).length;
  // "Bio w tym tygodniu?"
  if (days > 0 && whole.every((word) => waste.test(word) || day.test(word) || isNeutral(word))) return true;
  return isAsking || days > 1 || (isCollecting && (whole.length <= 3 || days > 0));
}

const mostSaid = 11;
const bare: ReadonlySet<string> = new Set(
  'smieci odpady odpad smiec wywoz gabaryty harmonogram smieciarka'.split(' '),
);
const waste =
  /^(smiec|smieci|odpad|wywoz|bioodpad|gabaryt|wielkogabaryt|kub(l|el)|kosz(e|a|y|ow|u)?$|popiol|plasti[ck]|szkl|papier(u|em|y)?$|makulatur|bio$|zmiesz|segregow|smieciark|surowc|tworzyw|choin|work[ióo]|worek|pojemnik|zielon(e|ych)$|zolt(e|ych|y)$|galez|lisci$|elektrosmiec|elektroodpad|metal(e|u)?$)/;
/** Taken away with the bulky waste, and named for much else. */
const bulky = /^(mebl|kanap|tapczan|wersalk|lodowk|pralk|opon|sprzet)/;
const when =
  /^(kiedy$|termin|harmonogram|dzis|jutro|najblizsz|nastepn|kolejn|jaki|jakie|jakim|ktory|ktorego|ktorej|kalendarz|data)/;
const day =
  /^(czy|dzis|dzisiaj|jutro|pojutrze|tygodni\w*|swi[ae]t\w*|poniedzial\w*|wtor\w*|srod\w*|czwart\w*|piat\w*|sobot\w*|boze|bozym|wigili\w*)$/;
const collecting =
  /^(odbior(u|y|ow)?$|odbier(aja|acie|zecie|ze)$|odbiora$|odbieran|odebrane$|wywoz|wywioz|zabier(aja|acie|zecie)$|zabior|zbiork|jada$|jezdz|przyjezdz|przyjad|przyjed|wystaw(ic|iac|ia|iam|iamy|imy)$|harmonogram|biora$|oprozniaj)/;
/** Waste that was not collected, lies or burns, and what is paid for it. */
const complaint =
  /^(odebra(l|no)|zabral|opozn|zalega|smierdz|przepeln|pali|pala|wyrzuc|dzikie|wysypisk|zglasz|deklarac|oplat|place|placi|cen[aey]?$|zaplac|zwrot|ulg|podwyz|przyslug|zamow|kupi|wymian|wymieni|konto$|konta$|numer|nr$|kradz|ukrad|zniszcz|uszkodz)/;
/** Bins and litter there, and what is put up, are for people. */
const outdoors =
  /^(przystan|park(u|ach|i)?$|parking|skwer|boisk|orlik|las(u|ach)?$|lesie$|row(u|ie)$|plaz|jezior|cmentar|chodnik|zamont|postaw|dowioz|dowie[zx]|dostarcz)/;
const missed =
  /\bnie (\w+ )?(zabr|zabier|odebr|odbier|przyjech|przyjezdz|wywoz|wywiez|wystawia|oproz|dojech|ma\b)/;
const denied = /\bnie (?!pamieta|wiem|jestem pew|mam pojecia)|\bbez was\b|\bprzesta|\bzostaj/;
const paper =
  /\b(formularz|druk\b|wnios|podanie\b|komornik|pszok|urzed\w*$)|\bjakie (\w+ )?papiery|\bpapiery (potrzebn|do)/;

/** Whether a sentence asks about the power or tells that there is none. */
export function asksAboutPower(said: readonly string[], whole: readonly string[]): boolean {
  const text = said.join(' ');
  if (
    has(whole, /^(latar|lamp|zarow|oswietl)/) ||
    has(whole, hazard) ||
    has(
      whole,
      /^(rachun|cen[aey]?$|taryf|licznik|oplat|dopla|zaplac|odszkod|dotac|dodat|farm|panel|odnawialn|fotowolt|spotkani|zebrani|numer|telefon|pogotowi)/,
    )
  )
    return false;
  if (isOutage(said) || /^(co (jest |sie dzieje )?)?(z|ze) (tym )?(pradem|swiatlem)\b/.test(text))
    return true;
  const isPower = has(said, power);
  const isLight = has(said, /^swiatl[oa]$/) && !has(whole, elsewhere);
  if (!isPower && !isLight)
    return has(said, /^ciemno$/) && !has(whole, elsewhere) && has(whole, until) && said.length <= mostSaid;
  // "Czemu nie piszecie o prądzie", "sms o prądzie przyszedł za późno".
  const isOfTexts = has(whole, /^(sms|powiad|wiadomos|pisz)/);
  if (isOfTexts && (untold.test(whole.join(' ')) || !has(whole, asking))) return false;
  if (has(whole, /^wod(a|y|e|zie)$/)) return false;
  if (isPower && whole.every((word) => isNeutral(word) || power.test(word))) return true;
  return said.length <= mostSaid && (out.test(text) || has(said, until));
}

/** A line that is down is for people at once. */
const hazard = /^(kabl|kabel|drut|slup|iskr|zerwan|zerwal|lini[ai]|transformator|drzew|spadl|galaz|porazi)/;
const power = /^(prad(u|em|zie|y)?$|zasilani|elektryczn|energi[iae]$|energetyczn)/;
const elsewhere =
  /^(boisk|orlik|stop|przystan|skrzyz|przejsc|park|gimbus|autobus|ulic|drog|chodnik|rond|pali$|swiec)/;
const out =
  /\b((za)?brak|wybil|wylacz|przerw|awari|planowan|zgasl|znikn|wysiadl|padl|siadl|bez (prad|swiat|energ))|\bnie (\w+ )?(ma|mam|mamy|bylo|bedzie|dziala|wlacz\w*|wroc\w*)\b|\b(dzieje|stalo)\b/;
const until = /^(kiedy|ktorej|dlugo|ile|bedzie|wroci$|wruci$|wlacz|czy$)/;
const asking = /^(kiedy|ktorej|dlugo|czy)$/;
const untold = /\bnie (\w+ )?(dosta|przysz|przych|pisz|wysl|wysyl|inform)/;

/** "Kiedy planowane wyłączenie w Palędziu", "do kiedy awaria": nothing else is named that could be out. */
function isOutage(said: readonly string[]): boolean {
  return (
    has(said, /^(wylaczeni[aeu]|wylaczen)$/) &&
    has(said, /^(kiedy|ktorej|planowan|ile|dlugo)/) &&
    said.every(
      (word, at) =>
        isNeutral(word) ||
        /^(wylaczen|kiedy|ktorej|planowan|sa$|beda$|bedzie$|jest$|ile$|dlugo$|potrwa$)/.test(word) ||
        /^(w|na|we|u|ul)$/.test(said[at - 1] ?? ''),
    )
  );
}
