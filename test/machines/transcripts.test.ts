import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { makePhone, makeSubscriber } from './world.ts';

describe('joining', () => {
  it('goes from locality to street to categories to code, and confirms', () => {
    const phone = makePhone();
    assert.match(phone.says('Zapisz'), /miejscowosci/);
    assert.match(phone.says('skórzewo'), /ulica/);
    assert.match(phone.says('dzialkowa 32'), /1 Sport.*4 Prad/);
    assert.match(phone.says('1 i 3'), /Dzialkowa 32.*Wojt Gminy Dopiewo.*100001/);
    assert.equal(phone.status(), 'unknown', 'nothing is joined before the code');
    assert.match(phone.says('100 001'), /zapisano/);
    assert.equal(phone.status(), 'active');
    assert.deepEqual(phone.categories(), ['alerty', 'sport', 'odpady']);
    assert.deepEqual(phone.addresses(), ['0582870 04572 32']);
    assert.equal(phone.wakeAt(), null);
  });

  it('takes inflected names, all categories, a wrong code and a new one', () => {
    const phone = makePhone();
    assert.match(phone.says('proszę mnie zapisać do dąbrówki'), /Dabrowka: jaka ulica/);
    assert.match(phone.says('na poznanskiej'), /WSZYSTKO/);
    assert.match(phone.says('wszystko'), /kodem 100001/);
    assert.match(phone.says('111111'), /prob: 4/);
    assert.match(phone.says('NOWY'), /100002/);
    assert.match(phone.says(phone.code()), /zapisano/);
    assert.equal(phone.categories().length, 5);
  });

  it('tells twins apart by kind and offers BRAK to who does not know the street', () => {
    const phone = makePhone();
    assert.match(phone.says('ZAPISZ Paledzie'), /1 Paledzie wies, 2 Paledzie osada lesna/);
    assert.match(phone.says('1'), /ulica/);
    assert.match(phone.says('nie wiem'), /BRAK/);
    assert.equal(phone.state(), 'awaitingStreet');
    assert.match(phone.says('brak'), /Sport/);
    phone.says('brak');
    phone.says(phone.code());
    assert.deepEqual(phone.addresses(), ['0582841 null null']);
    assert.deepEqual(phone.categories(), ['alerty']);
  });

  it('skips the street where the locality has none', () => {
    const phone = makePhone();
    phone.says('ZAPISZ Paledzie');
    assert.match(phone.says('2'), /Sport/);
  });

  it('takes everything from one text', () => {
    const phone = makePhone();
    assert.match(
      phone.says('ZAPISZ Skorzewo Dzialkowa 32 sport kultura'),
      /Dzialkowa 32.*Sport, Kultura.*kodem/,
    );
  });

  it('knows the locality from the only street of that name', () => {
    assert.match(makePhone().says('ZAPISZ lipowa'), /Sport/);
    assert.match(makePhone().says('ZAPISZ poznanska'), /1 Dopiewo, 2 Dabrowka/);
  });

  it('never guesses: an unknown place gets its nearest, then its own words again, then a human', () => {
    const phone = makePhone();
    phone.says('zapisz');
    assert.match(phone.says('poznan'), /Podobne/);
    assert.match(phone.says('xyzzy'), /numer z listy/);
    assert.match(phone.says('qqq'), /przekazana/);
    assert.ok(phone.effects().some((effect) => effect.type === 'inbox.keep' && effect.mark === 'staff'));
    assert.match(phone.says('Fialkowo'), /Sport/);
  });

  it('asks back when a sign-up is only nearly said', () => {
    const phone = makePhone();
    assert.match(phone.says('zpisz'), /TAK/);
    assert.match(phone.says('tak'), /miejscowosci/);
  });

  it('says the status to who has joined, and adds a category named', () => {
    const phone = makeSubscriber();
    assert.match(phone.says('ZAPISZ'), /juz zapisany.*ZMIEN/);
    phone.says('WYPISZ SPORT');
    assert.ok(!phone.categories().includes('sport'));
    phone.says('zapisz sport');
    assert.ok(phone.categories().includes('sport'));
  });

  it('needs a new code after five wrong ones or ten minutes', () => {
    const phone = makePhone();
    phone.says('ZAPISZ Skorzewo Dzialkowa 32 sport');
    for (let tries = 0; tries < 5; tries += 1) phone.says('999999');
    assert.match(phone.says(phone.code()), /NOWY/);
    assert.equal(phone.status(), 'unknown');
    phone.says('NOWY');
    phone.wait(1);
    assert.match(phone.says(phone.code()), /niewazny.*NOWY/);
    phone.says('nowy kod proszę');
    assert.match(phone.says(phone.code()), /zapisano/);
  });

  it('reminds once after a day, ends after a week and says so to the next text', () => {
    const phone = makePhone();
    phone.says('ZAPISZ');
    assert.match(phone.wait(25), /nie jest skonczony/);
    phone.says('skorzewo');
    assert.equal(phone.wait(24 * 8), '', 'a second reminder never comes');
    assert.equal(phone.state(), 'idle');
    assert.match(phone.says('zapisz'), /^Poprzednia rozmowa wygasla\. /);
    assert.doesNotMatch(phone.says('status'), /wygasla/);
  });
});

describe('leaving', () => {
  it('suspends at once by WYPISZ and ends by its code; a STOP after it is met with silence', () => {
    const phone = makeSubscriber();
    assert.match(phone.says('wypisz'), /kodem 100001/);
    assert.equal(phone.status(), 'suspended');
    assert.match(phone.says(phone.code()), /wypisano/);
    assert.equal(phone.status(), 'left');
    assert.equal(phone.says('STOP'), '');
    assert.equal(phone.says('wypisz'), '');
  });

  it('is final after 24 hours with one notice, which ZOSTAJE undoes', () => {
    const phone = makeSubscriber();
    phone.says('wypisz');
    assert.match(phone.wait(25), /wypisano.*ZOSTAJE/);
    assert.deepEqual(
      phone.effects().map((effect) => effect.type),
      ['code.cancel', 'subscriber.leave', 'reply'],
    );
    assert.equal(phone.status(), 'left');
    assert.equal(phone.wait(100), '');
    assert.match(phone.says('zostaję'), /zostajesz/);
    assert.equal(phone.status(), 'active');
  });

  it('is final at once by STOP or a second WYPISZ', () => {
    const stopping = makeSubscriber();
    assert.match(stopping.says('Stop. Dziękuję'), /wypisano/);
    assert.equal(stopping.status(), 'left');
    assert.match(stopping.says('zostaje'), /nie jest zapisany/, 'an exact STOP is not undone');
    assert.match(stopping.says('ZAPISZ'), /miejscowosci/);
    const repeating = makeSubscriber();
    repeating.says('wypisz');
    repeating.says('wypisz mnie');
    assert.equal(repeating.status(), 'left');
  });

  it('is heard by who has left and was asked about erasing', () => {
    const phone = makeSubscriber();
    phone.says('STOP');
    phone.says('USUN DANE');
    assert.equal(phone.state(), 'awaitingEraseCode');
    phone.says('STOP');
    assert.equal(phone.state(), 'idle');
    assert.equal(phone.wakeAt(), null);
  });

  it('of one of several addresses keeps the rest; of the only one it is leaving', () => {
    const phone = makeSubscriber();
    phone.says('DODAJ Dąbrówka Lipowa 3');
    assert.match(phone.says('wypisz lipowa'), /wypisano adres Dabrowka, ul. Lipowa 3. Zostaje: Skorzewo/);
    assert.deepEqual(phone.addresses(), ['0582870 17394 12']);
    assert.equal(phone.status(), 'active');
    assert.match(phone.says('wypisz skórzewo'), /kodem/);
    assert.equal(phone.status(), 'suspended');
  });

  it('of an address that is none of several means all', () => {
    const phone = makeSubscriber();
    phone.says('DODAJ Dąbrówka Lipowa 3');
    phone.says('wypisz Zakrzewo');
    assert.equal(phone.status(), 'suspended');
  });

  it('is taken back by ZOSTAJE while suspended', () => {
    const phone = makeSubscriber();
    phone.says('wypisz');
    phone.says('COFNIJ');
    assert.equal(phone.status(), 'active');
    assert.equal(phone.wait(48), '');
    assert.equal(phone.status(), 'active');
  });

  it('is not blocked by wrong codes', () => {
    const phone = makeSubscriber();
    phone.says('wypisz');
    for (let tries = 0; tries < 7; tries += 1) assert.match(phone.says('999999'), /nie wysylamy/);
    phone.wait(25);
    assert.equal(phone.status(), 'left');
  });

  it('still comes after 24 hours when a new sign-up was begun meanwhile and not finished', () => {
    const phone = makeSubscriber();
    phone.says('wypisz');
    phone.says('ZAPISZ');
    phone.wait(24);
    assert.equal(phone.status(), 'left');
    assert.equal(phone.state(), 'awaitingLocality');
    phone.says('Skorzewo dzialkowa 3 sport');
    phone.says(phone.code());
    assert.equal(phone.status(), 'active');
    assert.equal(phone.wakeAt(), null);
  });

  it('takes a near STOP for one, with a way to undo it', () => {
    const phone = makeSubscriber();
    assert.match(phone.says('stpo'), /ZOSTAJE/);
    assert.equal(phone.status(), 'left');
    phone.says('zostaje');
    assert.equal(phone.status(), 'active');
  });

  it('is met with silence only when said again: who writes first is answered', () => {
    const phone = makeSubscriber();
    phone.says('STOP');
    assert.equal(phone.says('STOP'), '');
    assert.match(phone.says('kiedy naprawicie drogę?'), /przekazana do urzedu/);
    assert.match(phone.says('POMOC'), /ZAPISZ/);
    assert.match(phone.says('ratunku'), /112/);
    assert.equal(phone.status(), 'left');
  });

  it('ends a sign-up in progress in every state', () => {
    const steps = ['ZAPISZ', 'Skorzewo', 'dzialkowa 3', 'brak'];
    for (let said = 1; said <= steps.length; said += 1) {
      const phone = makePhone();
      for (const text of steps.slice(0, said)) phone.says(text);
      assert.match(phone.says('STOP'), /nie wyslemy/);
      assert.equal(phone.state(), 'idle');
      assert.equal(phone.status(), 'left');
    }
  });

  it('of one category leaves the rest; alerts cannot be left alone', () => {
    const phone = makeSubscriber();
    assert.match(phone.says('WYPISZ SPORT'), /Sport/);
    assert.deepEqual(phone.categories(), ['alerty', 'kultura', 'odpady', 'prad']);
    assert.match(phone.says('wypisz alerty'), /STOP/);
    assert.equal(phone.status(), 'active');
  });
});

describe('other texts', () => {
  it('answers danger by 112 in every state and marks it red, keeping the question open', () => {
    for (const phone of [makePhone(), makeSubscriber()]) {
      phone.says('ZAPISZ');
      const before = phone.state();
      assert.match(phone.says('pomocy woda w domu'), /112/);
      assert.equal(phone.state(), before);
      assert.ok(phone.effects().some((effect) => effect.type === 'inbox.keep' && effect.mark === 'danger'));
    }
  });

  it('passes a report on to people, though it names a street', () => {
    const phone = makePhone();
    phone.says('zapisz skorzewo');
    assert.match(phone.says('na ulicy lipowej leży drzewo'), /przekazana.*112/);
    assert.equal(phone.state(), 'awaitingStreet');
    assert.deepEqual(
      phone.effects().map((effect) => (effect.type === 'reply' ? effect.purpose : effect.type)),
      ['inbox.keep', 'acknowledgement'],
    );
  });

  it('changes and adds addresses without a code', () => {
    const phone = makeSubscriber();
    phone.says('ZMIEN');
    phone.says('dabrowka');
    phone.says('lipowa 3');
    assert.deepEqual(phone.addresses(), ['0582775 11139 3']);
    phone.says('DODAJ Fiałkowo');
    assert.equal(phone.addresses().length, 2);
    phone.says('zmien');
    assert.match(phone.says('nie'), /nic nie zmieniamy/);
    assert.equal(phone.addresses().length, 2);
  });

  it('keeps the meaning of a number as the person saw it', () => {
    const phone = makePhone();
    assert.match(phone.says('zapisz lesna 5'), /1 Dopiewo, 2 Dabrowa/);
    phone.says('2');
    phone.says('5');
    assert.equal(phone.state(), 'awaitingCategories', 'a number beyond the list is asked again');
    phone.says('4');
    phone.says(phone.code());
    assert.deepEqual(phone.categories(), ['alerty', 'prad']);
    assert.deepEqual(phone.addresses(), ['0582769 10898 5']);
  });

  it('says that collections and outages are not set up, and lets a module answer instead', () => {
    const phone = makePhone();
    assert.match(phone.says('Kiedy śmieci?'), /wywozu tu jeszcze.*112/);
    assert.ok(phone.effects().some((effect) => effect.type === 'inbox.keep' && effect.mark === 'staff'));
    assert.match(phone.says('nie ma prądu'), /991.*112/);
    const served = makePhone({ answerers: { waste: 'Bio: 3.12, szklo: 10.12' } });
    assert.equal(served.says('KIEDY'), 'Bio: 3.12, szklo: 10.12');
    assert.deepEqual(
      served.effects().map(({ type }) => type),
      ['reply'],
    );
  });

  it('asks whether somebody wants to leave when it is not clear, and does nothing', () => {
    const phone = makeSubscriber();
    assert.match(phone.says('STOP smogowi'), /Odpisz STOP/);
    assert.equal(phone.status(), 'active');
    phone.says('stop');
    assert.equal(phone.status(), 'left');
  });

  it('blocks form codes to who never asked for one', () => {
    const phone = makePhone();
    phone.says('nie zamawiałem żadnego kodu');
    assert.ok(phone.effects().some((effect) => effect.type === 'form.block'));
  });
});
