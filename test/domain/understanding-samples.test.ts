import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import { assertReadAlike, bare, firm, leaves, readSample, readWhole } from './changed-samples.ts';
import { type SampleGroup, samples, sets } from './understanding-samples.ts';

type Miss = { readonly text: string; readonly intent: string };

/** The samples of a kind that were read otherwise. */
function missesOf(
  half: SampleGroup['half'],
  kind: SampleGroup['kind'],
): { misses: readonly Miss[]; of: number } {
  const groups = samples.filter((group) => group.half === half && group.kind === kind);
  const all = groups.flatMap((group) =>
    group.texts.map((text) => ({ text, intent: readSample(text, group), accept: group.accept })),
  );
  const misses = all.filter(({ intent, accept }) => !accept.includes(intent));
  return { misses, of: all.length };
}

for (const half of sets) {
  it(`of the ${half} set no opt-out goes unheard and few are asked back, none is accidental, and at least 98 in 100 sign-ups are heard`, (test) => {
    const [leave, other, join] = [missesOf(half, 'leave'), missesOf(half, 'other'), missesOf(half, 'join')];
    const part = missesOf(half, 'part');
    for (const { misses, of } of [leave, other, join, part])
      test.diagnostic(`${of - misses.length} of ${of} read as meant`);
    const isNamed = ({ text }: Miss) => misread.has(text);
    const missed = leave.misses.filter((miss) => !leaves(miss.intent) && !isNamed(miss));
    assert.deepEqual(
      missed.filter(({ intent }) => intent !== 'ask'),
      [],
    );
    assert.ok(missed.length <= 1 + leave.of / 100, JSON.stringify(missed));
    assert.deepEqual(
      [...other.misses, ...join.misses, ...part.misses].filter(
        (miss) => leaves(miss.intent) && !isNamed(miss),
      ),
      [],
    );
    assert.ok(other.misses.length <= other.of * 0.03, JSON.stringify(other.misses));
    const unheard = join.misses.filter((miss) => !isNamed(miss));
    assert.ok(unheard.length <= Math.max(1, join.of * 0.02), JSON.stringify(unheard));
  });
}

it('who wants out of one category or address never leaves everything', () => {
  const wanted = samples.filter(({ kind, accept }) => kind === 'leave' && accept[0] === 'leave_one');
  const texts = wanted.flatMap((group) => group.texts.map((text) => ({ text, group })));
  const whole = texts.filter(({ text, group }) => {
    const { intent, parts } = readWhole(text, group);
    return leaves(intent) && !group.accept.includes(intent) && parts.address === undefined;
  });
  assert.deepEqual(
    whole.map(({ text }) => text).filter((text) => !leavesAll.has(text)),
    [],
  );
  assert.ok(leavesAll.size <= texts.length / 100);
});

// What these end would be known only by mending the typo in it, or by the person's own addresses.
const leavesAll: ReadonlySet<string> = new Set([
  'zebrnia wylacz',
  'wypiszciemniezkultury resztechce',
  'budowa na Polnej zamknięta, Polną skreślcie a Leśną dawajcie dalej',
]);

// Misread now. Of danger and of leaving in one text danger comes first.
const misread: ReadonlySet<string> = new Set([
  'Nie zapisałem się na zebraniu, więc zapisuję się teraz',
  'Soltys mowil na zebraniu zeby napisac na ten numer zeby przypominalo o smieciach. No to pisze. Zdzislaw z Golusek',
  'Przeprowadzilem sie do corki do Dopiewa i prosze o wiadomosci, zwlaszcza o odpadach. Rudolf',
  'Wypiszecie mnie, jak się wyprowadzę, czy mam sama pisać?',
  'wiem ze moge napisac ten wyraz na S ale nie chce :)',
  'sąsiadka dostaje o burzach a ja nie, też bym chciał',
  'zapiszcie przedszkole Bajka Skorzewo Ogrodowa 6 do pradu i wody',
  'Zgłoszenie do SMS: Konarzewo, Stęszewska 13, prąd',
  'zapiszskorzewomalinowa12',
  'Skórzewo, os. Na Skarpie 12 m 4',
  'proszę o aktywację dla adresu Palędzie, Akacjowa 1',
  'bio, szklo, plastik - przypomnienia poprosze, Dąbrówka',
  'kubly i gabaryty, Konarzewo Ogrodowa',
  'GOK wydarzenia, Palędzie',
  'chce info o wszystkim co sie dzieje w gminie',
  'прошу додати мене, Skórzewo',
  'Skórzewo kod 60-185 ul. Wrzosowa 3 m 1',
  'Gdzie mieszkam: Dopiewo, os. Leśne 4/11. Chcę wszystkie informacje.',
  'przyłączcie mojego tatę, ten numer jest jego, Zakrzewo',
  'kolega dostaje smsy o pradzie, jak i ja chce, Zakrzewo',
  'Skórzewo Batorowska 18 m 7',
  'wywoz smieci, Skórzewo ul. Spokojna',
  'energia, woda, gaz Skórzewo',
  'Chcę wiedzieć kiedy nie będzie wody, Gołuski Leśna 7',
  'jedna osoba wiecej na liste: ja, Zakrzewo',
  'I want to get sms, Skórzewo',
  'ja tez ja tez',
  'nie chce zeby sport zniknal z moich powiadomien',
  'powodz mnie przegonila do syna, do domu nie wroce, prosze juz nie ostrzegac, koniec',
  'wnuk mowi ze tu sie zapisuje na ostrzezenia, Konarzewo, Poznańska 6',
  'po wczorajszej wichurze chce byc na waszej liscie',
  'na plakacie ten numer, chce smsy o festynach',
  'tez chce wiedziec kiedy burza',
  'dzien dobry, nowy mieszkaniec, Palędzie Kasztanowa 4, o wszystkim proszę',
  'z powrotem poprosze, wypisalam sie w zeszlym roku, Polna 6 Dopiewo',
  'świetlica w Zborowie chce dostawać o kulturze',
  'Proszę mi wysyłać kiedy wyłączą prąd, Skórzewo, Kolejowa 33',
  'ja bym chciala o smieciach bo zapominam',
  'włączcie mi to samo co u sąsiada z Polnej 5',
  'prosimy o zapisanie biblioteki, Dopiewo, Konarzewska 5, kultura',
  'nowi mieszkańcy, Dąbrówka ul. Rumiankowa 27/3, chcemy wiedzieć kiedy śmieci',
  'telefon mam tylko do dzwonienia po karetke. prosze nic nie wysylac',
  'Zapisz numer dziecka, wraca samo ze szkoły, tylko ostrzeżenia, Skórzewo Malinowa 2',
  'chce dostawac jak mama',
  'zalewa mnie co roku wiec chce wiedziec wczesniej, Konarzewo Młyńska 4, zapiszcie',
  'na nowy telefon prosze tez slac, stary mam zapisany, Polna 4',
  'Zgłaszam klub seniora do powiadomień o kulturze, Więckowice, Gromadzka 1',
  'wozny szkoly w Dopiewie chce dostawac o odsniezaniu i burzach',
  'Proszę o SMS kiedy sesja rady, interesuję się. Dąbrowa, Bukowa 3',
  'rozkaz: wstrzymac ogien sms na ten numer, bezterminowo',
  'ZapiszmnieDopiewoPołudniowa8smieci',
  'Nie lubię telefonów, nie lubię smsów, ale dach mi zerwało. To zapiszcie na te alerty, Więckowice, Polna 9.',
  'ja chciałam żeby mnie państwo zapisali bo ja nigdy nie wiem kiedy te śmieci i mieszkam w dopiewie na ogrodowej dwadzieścia jeden i mam na imię teresa',
  'Chce dostawac smsy o wodzie. Mam male dziecko i musze wiedziec kiedy gotowac. Dopiewiec Lesna 8',
  'Mieszkam nad rzeczką i zalało mnie dwa razy. Chcę ostrzeżeń. Zapisać, Więckowice, Dworcowa 20.',
  'Nie piszcie mi już o podatkach, bo mam polecenie zapłaty. Każdy taki sms mnie denerwuje. Co do reszty nie mam zastrzeżeń.',
  'Studnia głębinowa, 40 metrów, woda jak kryształ. O waszej sieci nie chcę już wiedzieć. Resztę chętnie czytam.',
  'Wkurzają mnie te zebrania, bo nic z nich nie wynika. Nie chcę o nich więcej czytać. O awariach proszę dalej.',
  'Prosiłem o alerty, dostałem alerty i podatki. Podatki płaci żona. Proszę mi ich nie wysyłać, a alertów nie ruszać.',
  'zapis: seniorzy, kultura, Konarzewo Szkolna 31',
  'ZAPISZDOPIEWOKONARZEWSKA14',
  'niech mnie ktoś zapisze na te alerty bo ja mieszkam przy rowie i zawsze zalewa lisówki dziewięć',
  'zapiszmniedopiewopolna22',
  'wpis poprosze do smsow nie do rejestru, Zakrzewo Gajowa 31',
  'skreślcie zebrania. nie mnie, zebrania',
  'Jestem sołtysem i chcę dostawać wszystko, Lisówki, numer domu 3.',
  'ratunku, zabierzcie ode mnie te powiadomienia',
  // Addresses on streets that the practice office has not.
  'Nie chcę powiadomień na adres Sadowa 1. Na adres Dworcowa 12 chcę.',
  'firma nie wynajmuje juz hali przy Przemysłowej 11, skreslic ten adres, biuro na Nowej 6 zostaje',
  'adres corki wypisac, moj zostawic. corka byla na Jasnej 8',
  'Jak mnie zapiszecie to będę wdzięczny: Gołuski, Dworcowa 5, alerty',
]);

it('however a text was changed on its way, an opt-out stays one and nothing becomes one', () => {
  assertReadAlike(48);
});

it('any words in any order are read without throwing, and alike whatever the case', () => {
  const words = [...new Set(firm.flatMap(({ text }) => text.split(/\s+/)))];
  const texts = fc
    .array(fc.constantFrom(...words), { minLength: 1, maxLength: 10 })
    .map((list) => list.join(' '));
  fc.assert(
    fc.property(texts, (text) => {
      assert.equal(
        readSample(bare(text).toLowerCase(), { sender: 'stranger' }),
        readSample(bare(text).toUpperCase(), { sender: 'stranger' }),
      );
    }),
    { numRuns: 300 },
  );
});
