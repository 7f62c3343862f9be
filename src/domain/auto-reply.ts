/** Texts written by a phone or a machine; answering one could start a talk without end (product rule 6). */

const phrases =
  /\b(wiadomosc|odpowiedz|sms)( \w+)? (automatyczn|wygenerowan)|\bautomatyczna (odpowiedz|wiadomosc|sekretarka)|\b(prosimy|prosze) (na nia |na ten sms |na te wiadomosc )?nie odpowiadac|\bnie moge (teraz )?(rozmawiac|odebrac|odpisac|pisac)\b|^oddzwoni|\b(zaraz|pozniej) (oddzwonie|zadzwonie)|\boddzwonie\b|\b(auto ?reply|out of office|automatic reply|do not reply|this is an automated)|\bjestem (teraz |obecnie |aktualnie )?(niedostepn|na spotkaniu|na urlopie|za kierownica)|\bprowadze (teraz )?(samochod|auto)|\b(probowal|dzwonil|nieodebran)\w* .*(polaczen|dodzwonic|polaczyc|numer)|\b(poczta glosowa|poza zasiegiem|abonent (jest|chwilowo))|\b(can t talk|i m driving|call you later|in a meeting)/;

/** Whether folded words are such a text; asked only of what nothing else was found in. */
export function isAutoReply(words: readonly string[]): boolean {
  return words.length >= 2 && phrases.test(words.join(' '));
}
