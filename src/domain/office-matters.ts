/** What tells a wish to the service from what people write to an office about: its matters, and questions. */

/** Things an office is asked about that people also leave, have written out or have removed. */
export function isForeign(word: string): boolean {
  return /^(przedszkol|zlob|szkol|zajec|basen|kurs|mandat|recept|zaswiadcz|faktur|rejestr|grunt|wyrys|szpital|umow|wnios|akt|dowod|meldunk|mieszkani|prac[ay]|etat|kolejk|oboz|obozu|wycieczk|karnet|konkurs|drzew|lamp|awari|plakat|reklam|smiec|odpad|druk|kart|formularz|dokument|skierow|zwolnien|bilet|ocen|swiadec|protok|ksieg|czek|parti|kolk|mpzp|plan|druk|podat|deklarac|wizyt|soltys|funkcj|stanowisk|dodat|pojemnik|kontener|wyborc|radn|rad[ay]$|komisj|skarg|polkoloni|koloni|obiad|swietlic|chor$|choru|sekcj|klub|druzyn|zespol|budow|psa$|psy$|samoch|pojazd|auta?$|motocykl|dzialalnos|opiek|kontrol|gabaryt|bio$|decyzj|doplat|osp$|kgw$|zhp$|harcer|parafi|zwiazk|rezerwacj|sal[aiey]$|polecon|listow$|awiz|gazet|ulotk|paczk|przesylk|wezwan|upomnien|szamb|kompostown|konta$|bankow|posesj|bibliotek|rachun|nakaz|delegacj|czynsz|stypend|zasil|dotac|pelnomocn|azbest|kompost|kubl|worek|work[iu]$|remont|chodnik|asfalt|jezdni|latarn|oswietl|fontann|syren|halas|dymem|smrod|dziur|tir(y|ow|om)$|wiatrak|spalarn|biogaz|maszt|zwirown|boisk|orlik|lawk|husta|gniazd|galez|galaz|konar(y|ow|ami)?$|krzak|snieg|blot|kanaliz|studzien|hydrant|cmentar|pogrzeb|koszeni|inkasent|komorn|betono|podwyzk|spoldziel|kierowc|parking)/.test(
    word,
  );
}

/** Whether words ask how, when or why, and do not only press ("ile razy mam prosić", "jak najszybciej"). */
export function asksAbout(words: readonly string[]): boolean {
  return words.some((word, at) => {
    if (!asking.has(word)) return false;
    const next = words[at + 1] ?? '';
    return !pressing.some(([asked, then]) => asked === word && then.test(next));
  });
}

/** "Czy mogę się wypisać w każdej chwili?" asks, "czy mogę się wypisać?" leaves. */
export function asksOfLater(words: readonly string[]): boolean {
  return (
    words.includes('czy') &&
    /\b(kazdej chwili|kiedykolwiek|pozniej|potem|zawsze|latwo|smsem|zdalnie|online|przez internet|przez telefon|udalo|w przyszlosci|w razie|tylko na (czas|wakacje|chwile|miesiac|lato|zime|urlop))\b/.test(
      words.join(' '),
    )
  );
}

/** "Wysyłajcie dalej", "nadal chcę otrzymywać", "te smsy są potrzebne": our texts are welcome. */
export function isWelcoming(words: readonly string[]): boolean {
  const text = words.join(' ');
  if (/\bnie\b/.test(text)) return /\bnie przestawaj/.test(text);
  const wished =
    /\b(wysylaj|przysylaj|pisz(cie)?|inform\w+j|wysylac|przysylac|dostawac|otrzymywac|chc[eia]|kontynu)/;
  return (
    (/\b(dalej|nadal|z powrotem)\b/.test(text) && wished.test(text)) ||
    /\b(potrzebne|przydatne|przydaj\w*|potrzebuje|fajne|super)\b/.test(text)
  );
}

/** "Nie wyrażam zgody na maszt", "przestańcie nas okłamywać": a consent, or an act, that is not about our texts. */
export function isOfAnotherAct(words: readonly string[]): boolean {
  return words.some((word, at) => {
    const [next = '', then = ''] = words.slice(at + 1);
    if (/^zgod/.test(word) && next === 'na') return !ourActs.test(then);
    if (!/^(przestan|zaprzestan|skoncz)/.test(word)) return false;
    const act = [next, then].find((other) => /[^s]c$/.test(other) && other.length > 3);
    return act !== undefined && !ourActs.test(act);
  });
}

const ourActs =
  /^(sms|esemes|wiad|powiad|inform|wys|przys|przes|podsyl|sl[ai]|pis|wypis|otrzym|dosta|kontakt|przetw|uzywa|korzyst|marketing|dals|tak|te$|to$|moj|nek|spam|mecz|gneb|drecz|zawrac|zasyp|bombard|zaprzest|przestac)/;

/** "Mąż chce się wypisać, a ja nie", "teściowa mówi, żeby się wypisać". */
export function isOfAnother(words: readonly string[]): boolean {
  return /\bmnie (akurat |to )?nie$|\ba ja (nie|zosta\w*|chce zostac)\b|\bja (zostaje|chce zostac)\b|\b(mowi|radzi|namawia|pyta|twierdzi|podobno)\b(?!.*\bmnie\b)/.test(
    words.join(' '),
  );
}

const asking: ReadonlySet<string> = new Set(
  'jak kiedy gdzie dlaczego czemu kto ile co jaki jaka jakie ktory czyj po jesli jezeli gdy'.split(' '),
);

const pressing: readonly (readonly [string, RegExp])[] = [
  ['jak', /^(nie$|naj|juz|mowil|pisal|prosil|wyzej)/],
  ['ile', /^(razy|jeszcze|mozna)/],
  ['kiedy', /^(wreszcie|w|koncu|mnie)$/],
  ['po', /^(raz|prostu|kiego|cholere|trzeci|drugi|przeprowadz|wyprowadz|smierc)/],
  ['co', /^(pisz|wysyl|przysyl|przychodz)|^(za|chwile|chwila|dzien|dziennie)$/],
  ['gdy', /^(nie)$/],
];
