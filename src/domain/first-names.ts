/** Polish first names, folded: who signs a text is not part of what they ask for. */

const firstNames: ReadonlySet<string> = new Set(
  (
    'adam adrian agata agnieszka albert aleksander aleksandra alicja alina amelia andrzej aneta angelika anita anna antoni ania ' +
    'arkadiusz artur asia barbara bartek bartlomiej bartosz basia beata bernard bogdan bogumila boguslaw bogumil bozena ' +
    'czeslaw czeslawa damian daniel danuta daria dariusz dawid dominik dominika dorota edward edyta elzbieta ela emilia eryk ewa ewelina ' +
    'eugeniusz eugenia filip franciszek gabriela genowefa grazyna grzegorz gosia halina hanna hania helena henryk henryka honorata hubert ' +
    'ignacy igor ilona irena irma iwona izabela iza jacek jadwiga jagoda jakub jan janina janusz jarek jaroslaw jerzy joanna jolanta jola jozef ' +
    'jozefa julia julian justyna kacper kamil kamila karol karolina kasia katarzyna kazimierz kazimiera kinga klaudia konrad krystian krystyna ' +
    'krzysztof krzysiek laura lech lena leokadia leon leszek lidia lucja lucjan lucyna ludwik lukasz maciej magda magdalena maja malgorzata ' +
    'marcel marcin marek maria marian marianna mariola mariusz marta martyna mateusz michal mieczyslaw mikolaj milena miroslaw miroslawa ' +
    'monika natalia nikodem nina norbert ola olga oliwia oskar patrycja patryk paulina pawel piotr przemyslaw radoslaw rafal renata robert roman ' +
    'roza rozalia ryszard sabina sebastian slawomir sonia stanislaw stanislawa stefan stefania sylwia szymon tadeusz teresa tomasz tomek urszula ' +
    'wanda waclaw waldemar weronika wieslaw wieslawa wiktor wiktoria wioletta witold wladyslaw wladyslawa wlodzimierz wojciech wojtek zbigniew ' +
    'zdzislaw zenon zofia zosia zuzanna zygmunt ' +
    'zenek jurek staszek kazik bogus halinka krysia jadzia marysia stasia renia gienia tosia henio heniek mietek czesiek wiesiek rysiek zbyszek zdzisiek ' +
    'franek jasiek janek jozek maciek tadek edek romek wladek witek mirek slawek arek darek grzesiek kuba olek antek piotrek danka iwonka malgosia bozenka grazynka ula wandzia zuzia'
  ).split(' '),
);

/** The words without first names and the surname that follows one ("jan kowalski"), hyphenated ones included. */
export function withoutNames(words: readonly string[], keep: (word: string) => boolean): readonly string[] {
  const rest: string[] = [];
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? '';
    if (!firstNames.has(word)) {
      rest.push(word);
      continue;
    }
    // "Kowalski Jan": the surname first, known by its ending.
    if (
      rest.length > 0 &&
      (surname.test(rest.at(-1) ?? '') || (at === 1 && isSurname(rest[0] ?? ''))) &&
      !keep(rest.at(-1) ?? '')
    )
      rest.pop();
    while (at + 1 < words.length && isSurname(words[at + 1] ?? '') && !keep(words[at + 1] ?? '')) at += 1;
  }
  return rest;
}

export function isFirstName(word: string): boolean {
  return firstNames.has(word);
}

const surname = /^[a-z]{2,}(ski|ska|cki|cka|dzki|dzka|wicz|czyk|czak|niak|owiak)$/;

/** By its shape only; anything else would need a list of every surname. */
function isSurname(word: string): boolean {
  return /^[a-z]{3,}$/.test(word);
}
