/** What tells a wish to the service from what people write to an office about: its matters, and questions. */

/** Things an office is asked about that people also leave, have written out or have removed. */
export function isForeign(word: string): boolean {
  return /^(przedszkol|zlob|szkol|zajec|basen|kurs|mandat|recept|zaswiadcz|faktur|rejestr|grunt|wyrys|szpital|umow|wnios|akt|dowod|meldunk|mieszkani|prac[ay]|etat|kolejk|oboz|obozu|wycieczk|karnet|konkurs|drzew|lamp|awari|plakat|reklam|smiec|odpad|druk|kart|formularz|dokument|skierow|zwolnien|bilet|ocen|swiadec|protok|ksieg|czek|parti|kolk|mpzp|plan|druk|podat|deklarac|wizyt|soltys|funkcj|stanowisk|dodat|pojemnik|kontener|wyborc|radn|rad[ay]$|komisj|skarg|polkoloni|koloni|obiad|swietlic|chor$|choru|sekcj|klub|druzyn|zespol|budow|psa$|psy$|samoch|pojazd|auta?$|motocykl|dzialalnos|opiek|kontrol|gabaryt|bio$|decyzj|doplat|osp$|kgw$|zhp$|harcer|parafi|zwiazk|rezerwacj|sal[aiey]$|polecon|listow$|awiz|gazet|ulotk|paczk|przesylk|wezwan|upomnien|szamb|kompostown|konta$|bankow|posesj|bibliotek|rachun|nakaz|delegacj|czynsz|stypend|zasil|dotac|pelnomocn|azbest|kompost|kubl|worek|work[iu]$|remont|chodnik|asfalt|jezdni|latarn|oswietl|fontann|syren|halas|dymem|smrod|smog|dziur|tir(y|ow|om)$|wiatrak|spalarn|biogaz|maszt|zwirown|boisk|orlik|lawk|husta|gniazd|galez|galaz|konar|krzak|snieg|blot|kanaliz|studzien|hydrant|cmentar|pogrzeb|koszeni|inkasent|komorn|betono|podwyzk|spoldziel|kierowc|parking)/.test(
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
    /\b(kazdej chwili|kiedykolwiek|pozniej|potem|zawsze|latwo|smsem|zdalnie|online|w przyszlosci|w razie)\b/.test(
      words.join(' '),
    )
  );
}

/** "Mąż chce się wypisać, a ja nie", "teściowa mówi, żeby się wypisać". */
export function isOfAnother(words: readonly string[]): boolean {
  return /\ba ja (nie|zosta\w*|chce zostac)\b|\bja (zostaje|chce zostac)\b|\b(mowi|radzi|namawia|pyta|twierdzi|podobno)\b(?!.*\bmnie\b)/.test(
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
