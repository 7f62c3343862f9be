import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { countSegments } from '#domain/segments.ts';
import { makePhone, makeSubscriber, type Phone } from './world.ts';

const poznanska = '0582870 17394 12';
const lipowa = '0582775 11139 3';
const polna = '0582806 17011 4';

function makeOwnerOfTwo(): Phone {
  const phone = makeSubscriber();
  phone.says('DODAJ Dąbrówka Lipowa 3');
  assert.deepEqual(phone.addresses(), [poznanska, lipowa]);
  return phone;
}

describe('a change of address by somebody with several', () => {
  it('asks which one is changed, and leaves the others', () => {
    const phone = makeOwnerOfTwo();
    const asked = phone.says('ZMIEN');
    assert.match(asked, /1 Skorzewo, ul. Poznanska 12; 2 Dabrowka, ul. Lipowa 3[.] WSZYSTKIE.*DODAJ.*NIE/);
    assert.deepEqual(countSegments(asked).encoding, 'gsm7');
    assert.ok(countSegments(asked).segments <= 2);
    assert.match(phone.says('2'), /zamiast Dabrowka, ul. Lipowa 3/);
    phone.says('dopiewo');
    assert.match(phone.says('polna 4'), /zamiast Dabrowka, ul. Lipowa 3 jest Dopiewo, ul. Polna 4/);
    assert.deepEqual(phone.addresses(), [poznanska, polna]);
    assert.equal(phone.wakeAt(), null);
  });

  it('asks it too where the new address came at once, also an ambiguous one', () => {
    const phone = makeOwnerOfTwo();
    assert.match(phone.says('przeprowadziłem się na Polną 4'), /Ktory adres zmieniasz/);
    assert.match(phone.says('1'), /1 Dopiewo, 2 Goluski/);
    phone.says('1');
    assert.deepEqual(phone.addresses(), [polna, lipowa]);
    const known = makeOwnerOfTwo();
    assert.match(known.says('ZMIEN Dopiewo Polna 4'), /Ktory adres zmieniasz/);
    assert.deepEqual(known.addresses(), [poznanska, lipowa], 'nothing is replaced before the answer');
    known.says('na lipowej');
    assert.deepEqual(known.addresses(), [poznanska, polna]);
  });

  it('replaces all, adds or keeps where that is the answer', () => {
    const answers = [
      ['WSZYSTKIE', [polna]],
      ['oba adresy', [polna]],
      ['DODAJ', [poznanska, lipowa, polna]],
      ['NIE', [poznanska, lipowa]],
    ] as const;
    for (const [answer, addresses] of answers) {
      const phone = makeOwnerOfTwo();
      phone.says('ZMIEN Dopiewo Polna 4');
      phone.says(answer);
      assert.deepEqual(phone.addresses(), addresses, answer);
      assert.equal(phone.state(), 'idle', answer);
    }
  });

  it('changes the old address it names at once', () => {
    for (const text of [
      'zmień Lipowa 3 na Dopiewo Polna 4',
      'zmień adres z Lipowej 3 na Polną 4, Dopiewo',
      'przeprowadziłam się z Dąbrówki do Dopiewa na Polną 4',
    ]) {
      const phone = makeOwnerOfTwo();
      phone.says(text);
      assert.deepEqual(phone.addresses(), [poznanska, polna], text);
    }
  });

  it('takes one of their own streets for the address to change, and asks for the new one', () => {
    const phone = makeOwnerOfTwo();
    assert.match(phone.says('ZMIEN Lipowa 3'), /jaki adres zamiast Dabrowka, ul. Lipowa 3/);
    phone.says('Dopiewo polna 4');
    assert.deepEqual(phone.addresses(), [poznanska, polna]);
  });

  it('says the list again, then passes on; danger, STATUS and leaving work meanwhile', () => {
    const phone = makeOwnerOfTwo();
    phone.says('ZMIEN');
    assert.match(phone.says('7'), /Odpisz numer z listy: 1 Skorzewo/);
    assert.match(phone.says('xyzzy'), /przekazana/);
    assert.match(phone.says('ratunku'), /112/);
    assert.match(phone.says('STATUS'), /zapisany/);
    assert.equal(phone.state(), 'choosingHome');
    phone.says('WYPISZ Lipowa');
    assert.deepEqual(phone.addresses(), [poznanska]);
    phone.says('STOP');
    assert.equal(phone.status(), 'left');
    assert.equal(phone.state(), 'idle');
  });

  it('keeps what is for the office out of the new address, a place named in it too', () => {
    for (const text of ['przy szkole w Dopiewie nie świeci lampa', 'na ulicy lipowej leży drzewo']) {
      const phone = makeOwnerOfTwo();
      phone.says('ZMIEN');
      assert.match(phone.says(text), /przekazana do urzedu/, text);
      assert.ok(phone.effects().some(({ type }) => type === 'inbox.keep'));
      assert.match(phone.says('2'), /jaki adres zamiast Dabrowka, ul. Lipowa 3/, text);
    }
  });

  it('never shows STOP as the way out of a change, which would end everything', () => {
    for (const talk of [
      ['ZMIEN', '1'],
      ['DODAJ Dąbrówka', 'ZMIEN', 'WSZYSTKIE'],
    ]) {
      const phone = makeOwnerOfTwo();
      for (const text of talk) phone.says(text);
      const hint = phone.says('7');
      assert.match(hint, /Nie znamy tej miejscowosci.*NIE = bez zmian/);
      assert.doesNotMatch(hint, /STOP/);
    }
    const stranger = makePhone();
    stranger.says('ZAPISZ');
    assert.match(stranger.says('7'), /Przerwanie: STOP/);
  });

  it('keeps everything at NIE to the street too, and takes BRAK for no street', () => {
    for (const [answer, addresses] of [
      ['nie', [poznanska, lipowa]],
      ['Nie, dziękuję', [poznanska, lipowa]],
      ['brak', [poznanska, '0582806 null null']],
      ['nie ma', [poznanska, '0582806 null null']],
    ] as const) {
      const phone = makeOwnerOfTwo();
      for (const text of ['ZMIEN', '2', 'Dopiewo', answer]) phone.says(text);
      assert.deepEqual(phone.addresses(), addresses, answer);
      assert.equal(phone.state(), 'idle', answer);
    }
    const choosing = makeOwnerOfTwo();
    for (const text of ['DODAJ Dopiewo', 'polnaa xx', 'nie']) choosing.says(text);
    assert.deepEqual(choosing.addresses(), [poznanska, lipowa]);
    const joining = makePhone();
    for (const text of ['ZAPISZ', 'Dopiewo']) joining.says(text);
    assert.match(joining.says('nie'), /Co jeszcze/);
  });

  it('counts the others in good Polish', () => {
    const phone = makeOwnerOfTwo();
    assert.match(phone.says('STATUS'), /Poznanska 12 i 1 inny\. /);
    phone.says('DODAJ Dopiewo Polna 4');
    assert.match(phone.says('STATUS'), /Poznanska 12 i 2 inne\. /);
    phone.says('wypisz');
    assert.match(phone.says('ZOSTAJE'), /zostajesz w zapisach \(Skorzewo, ul. Poznanska 12 i 2 inne\)/);
  });

  it('turns the page of a list that one SMS cannot hold', () => {
    const streets = ['Działkowa', 'Jesienna', 'Malwowa', 'Nizinna', 'Ogrodowa', 'Rumiankowa', 'Wiosenna'];
    const phone = makeSubscriber();
    for (const street of streets) phone.says(`DODAJ Skórzewo ${street} 123`);
    const first = phone.says('ZMIEN');
    assert.ok(phone.addresses().length > 5 && countSegments(first).segments <= 2);
    assert.match(first, /9 dalej/);
    const second = phone.says('dalej');
    assert.doesNotMatch(second, /Poznanska 12,/);
    assert.match(second, /Odpisz numer: 1 /);
  });

  it('is not asked of somebody with one address', () => {
    const phone = makeSubscriber();
    assert.match(phone.says('ZMIEN'), /podaj nowy adres/);
    phone.says('Dopiewo Polna 4');
    assert.deepEqual(phone.addresses(), [polna]);
    assert.match(makePhone().says('ZMIEN Dopiewo Polna 4'), /nie jest zapisany/);
  });
});

describe('leaving some of several addresses', () => {
  it('takes away every one that is there, and tells what stays', () => {
    const phone = makeOwnerOfTwo();
    phone.says('DODAJ Skórzewo Działkowa 3');
    assert.match(
      phone.says('WYPISZ Skórzewo'),
      /wypisano adres Skorzewo, ul. Poznanska 12 i 1 inny[.] Zostaje: Dabrowka, ul. Lipowa 3/,
    );
    assert.deepEqual(phone.addresses(), [lipowa]);
    assert.equal(phone.status(), 'active');
  });

  it('means everything where all of them are there', () => {
    const phone = makeSubscriber();
    phone.says('DODAJ Skórzewo Działkowa 3');
    phone.says('WYPISZ Skórzewo');
    assert.equal(phone.status(), 'suspended');
  });
});

it('a change asked for while leaving is under way is not told that nobody has joined', () => {
  for (const text of ['ZMIEN', 'DODAJ SPORT', 'ZMIEN Dopiewo Polna 4']) {
    const phone = makeSubscriber();
    phone.says('wypisz');
    assert.match(phone.says(text), /wypisanie w toku.*STOP.*ZOSTAJE/, text);
    assert.equal(phone.status(), 'suspended');
  }
});

it('POMYLKA while leaving is under way is told how to stay, and does not silence the form', () => {
  const phone = makeSubscriber();
  phone.says('wypisz');
  assert.match(phone.says('pomyłka'), /wypisanie w toku.*Chcesz zostac\? Odpisz ZOSTAJE/);
  assert.ok(phone.effects().every(({ type }) => type !== 'form.block'));
  phone.says('zostaje');
  assert.equal(phone.status(), 'active');
  assert.match(phone.says('pomyłka'), /przepraszamy/);
});

describe('a text for the office while leaving is under way', () => {
  for (const text of ['nie świeci lampa', 'prosze o naprawe lampy ktora nie swieci od tygodnia']) {
    it(`is passed on and acknowledged, and the leaving goes on: ${text}`, () => {
      const phone = makeSubscriber();
      phone.says('wypisz');
      const wakeAt = phone.wakeAt();
      assert.match(phone.says(text), /Przekazano do urzedu.*dzwon 112.*Wypisanie trwa/);
      assert.deepEqual(
        phone.effects().map((effect) => (effect.type === 'reply' ? effect.purpose : effect.type)),
        ['inbox.keep', 'acknowledgement'],
      );
      assert.equal(phone.status(), 'suspended');
      assert.deepEqual(phone.wakeAt(), wakeAt);
      phone.says(phone.code());
      assert.equal(phone.status(), 'left');
    });
  }
});
