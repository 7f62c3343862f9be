// What the checklist of going live says, finding by finding: how it stands, and what to do.
import type { LiveCheck, LiveCheckName, LiveFinding } from '#domain/live-checks.ts';
import { formatBalance, formatCount, formatDateTime } from '#html/format.ts';

/** What each check is about. */
export const liveCheckTitles: Readonly<Record<LiveCheckName, string>> = {
  token: 'Klucz do konta u operatora',
  balance: 'Środki na koncie',
  number: 'Numer do rozmowy',
  sender: 'Nazwa nadawcy',
  public_url: 'Adres strony w internecie',
  callbacks: 'Adresy dla SMS-ów i potwierdzeń u operatora',
  webhook: 'Połączenie od operatora do nas',
  round_trip: 'Próba numeru w obie strony',
  second_factor: 'Drugi składnik logowania',
  admins: 'Dwóch administratorów',
  unfinished: 'Niedokończone ćwiczenia',
};

/** How it stands and what to do about it. */
export function wordLiveCheck({ finding, detail }: LiveCheck): string {
  const words = sentences[finding];
  return typeof words === 'string' ? words : words(detail);
}

const operator = 'Osoba, która prowadzi serwer, musi';
const noAnswer =
  'Operator teraz nie odpowiada albo nie pozwala o to pytać. Spróbuj za chwilę; jeśli dalej tak jest, sprawdź w jego panelu.';
const notAsked = 'Sprawdzimy, gdy będzie klucz do konta.';

const sentences: Readonly<Record<LiveFinding, string | ((detail: string) => string)>> = {
  'token.missing': `${operator} podać klucz do konta u operatora (zmienna SMSAPI_TOKEN) i uruchomić system ponownie.`,
  'token.refused': (code) =>
    `Operator odrzuca klucz (odpowiedź ${code}). ${operator} podać dobry (zmienna SMSAPI_TOKEN). Klucz musi mieć prawo do SMS-ów, profilu, nazw nadawcy i adresów callback.`,
  'token.no_answer':
    'Klucz jest podany, ale operator nie odpowiada, więc nie wiadomo, czy działa. Spróbuj za chwilę.',
  'token.not_asked': 'Klucz jest podany.',
  'token.good': 'Operator przyjmuje klucz.',
  'number.missing': `${operator} podać numer do rozmowy (zmienna SMSAPI_NUMBER) i uruchomić system ponownie.`,
  'number.good': 'Numer jest podany.',
  'second_factor.missing': (logins) => `Te konta nie mają drugiego składnika logowania: ${logins}.`,
  'second_factor.good': 'Ma go każde konto w panelu.',
  'unfinished.some': (counts) => {
    const [campaigns = '0', messages = '0'] = counts.split(' ');
    return `Poczekaj, aż skończą się ćwiczenia, albo je zatrzymaj: wysyłki w toku ${formatCount(Number(campaigns))}, wiadomości w drodze ${formatCount(Number(messages))}.`;
  },
  'unfinished.good': 'Nie ma niedokończonych wysyłek z ćwiczeń.',
  'admins.one':
    'Jest tylko jeden administrator. Lepiej, żeby było dwóch: gdy jeden zachoruje albo zgubi telefon, drugi wpuści innych.',
  'admins.good': (count) => `Administratorów: ${count}.`,
  'public_url.missing': `${operator} podać adres, pod którym system widać z internetu (zmienna PUBLIC_URL), np. https://sms.gmina.pl.`,
  'public_url.local': `Adres z PUBLIC_URL prowadzi do sieci wewnętrznej: operator do niego nie trafi. ${operator} podać adres widoczny z internetu.`,
  'public_url.plain': `Adres z PUBLIC_URL zaczyna się od http://. ${operator} włączyć HTTPS, bo tędy przechodzą SMS-y mieszkańców.`,
  'public_url.good': 'Adres jest podany i szyfrowany.',
  'callbacks.no_url': 'Bez adresu w internecie nie ma czego podać operatorowi.',
  'callbacks.missing': (types) =>
    `Operator nie zna jeszcze naszego adresu dla: ${wordTypes(types)}. Naciśnij „Podaj adresy operatorowi”.`,
  'callbacks.stopped': (types) =>
    `Operator przestał wywoływać nasz adres dla: ${wordTypes(types)}. Naciśnij „Podaj adresy operatorowi”, a włączymy go znowu.`,
  'callbacks.no_answer': noAnswer,
  'callbacks.not_asked': notAsked,
  'callbacks.good': 'Operator zna oba adresy i ich używa.',
  'webhook.not_tried': 'Nie sprawdzono. Naciśnij „Sprawdź połączenie”, gdy operator zna już adresy.',
  'webhook.fails': (status) =>
    `Operator spróbował i nie dostał dobrej odpowiedzi${status === '' ? '' : ` (${status})`}. Sprawdź, czy serwer jest widoczny z internetu i czy WEBHOOK_IPS nie odrzuca operatora.`,
  'webhook.good': 'Operator spróbował i dostał dobrą odpowiedź.',
  'round_trip.not_begun': 'Wyślij sobie prawdziwy SMS i odpisz na niego słowem, które w nim będzie.',
  'round_trip.failed': (code) =>
    `Operator odrzucił próbny SMS${code === '' ? '' : ` (odpowiedź ${code})`}. Sprawdź numer i środki, potem wyślij jeszcze raz.`,
  'round_trip.unknown': (word) =>
    `Nie wiadomo, czy próbny SMS wyszedł. Jeśli przyszedł, odpisz słowem ${word}; jeśli nie, wyślij jeszcze raz.`,
  'round_trip.waiting': (word) =>
    `SMS wyszedł. Odpisz na niego słowem ${word}; ta strona pokaże, że doszło. Jeśli nie przyszedł w kilka minut, wyślij jeszcze raz.`,
  'round_trip.late': 'Słowo z próbnego SMS-a nie wróciło w ciągu doby. Wyślij nowy.',
  'round_trip.good': (at) => `SMS wyszedł i wrócił: ${formatDateTime(new Date(at))}.`,
  'sender.absent': (name) =>
    `Na koncie u operatora nie ma nazwy „${name}”. Zgłoś ją w panelu operatora albo wyczyść nazwę nadawcy: wysyłki pójdą z numeru.`,
  'sender.not_active': (name) =>
    `Nazwa „${name}” czeka u operatora na zatwierdzenie. Do tego czasu wysyłki z nią będą odrzucane.`,
  'sender.no_answer': noAnswer,
  'sender.not_asked': notAsked,
  'sender.number': 'Wysyłki idą z numeru do rozmowy.',
  'sender.good': (name) => `Nazwa „${name}” jest zatwierdzona.`,
  'balance.empty': 'Konto jest puste. Doładuj je u operatora.',
  'balance.hidden': 'To konto nie pokazuje salda; pilnuj go w panelu operatora.',
  'balance.no_answer': noAnswer,
  'balance.not_asked': notAsked,
  'balance.good': (points) => `Na koncie jest ${formatBalance(Number(points))}.`,
};

function wordTypes(types: string): string {
  const words: Readonly<Record<string, string>> = { sms_mo: 'SMS-ów od mieszkańców', sms_dlr: 'potwierdzeń' };
  return types
    .split(' ')
    .map((type) => words[type] ?? type)
    .join(' i ');
}
