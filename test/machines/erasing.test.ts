import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { makePhone, makeSubscriber, type Phone } from './world.ts';

describe('erasing', () => {
  it('is told of, proved by a code, and undone by nothing', () => {
    const phone = makeSubscriber();
    assert.match(phone.says('USUN DANE'), /numer i tresc.*nie da sie cofnac.*kodem/);
    assert.equal(phone.status(), 'active', 'nothing is done before the code');
    assert.match(phone.says(phone.code()), /usunieto/);
    assert.ok(phone.effects().some((effect) => effect.type === 'subscriber.erase'));
    assert.match(phone.says('zostaje'), /nie jest zapisany/);
  });

  it('can be begun in every state, by anybody, and ends by itself after a week', () => {
    const steps = ['ZAPISZ', 'Skorzewo', 'dzialkowa 3', 'brak'];
    for (let said = 0; said <= steps.length; said += 1) {
      const phone = makePhone();
      for (const text of steps.slice(0, said)) phone.says(text);
      phone.says('usun dane');
      assert.equal(phone.state(), 'awaitingEraseCode');
      assert.equal(phone.wait(24 * 8), '', 'nobody is reminded of it');
      assert.equal(phone.state(), 'idle');
    }
  });

  it('does not hold up a leaving that is under way', () => {
    const phone = makeSubscriber();
    phone.says('wypisz');
    phone.says('usun dane');
    assert.match(phone.wait(25), /wypisano/);
    assert.equal(phone.status(), 'left');
  });

  it('takes a late code kindly, and NOWY brings another', () => {
    const phone = makeSubscriber();
    phone.says('usun dane');
    phone.wait(1);
    assert.match(phone.says(phone.code()), /niewazny.*NOWY/);
    phone.says('NOWY');
    assert.match(phone.says(phone.code()), /usunieto/);
  });
});

describe('a code in the wrong dialogue', () => {
  it('of erasing confirms no sign-up, and of leaving erases nothing', () => {
    const erasing = makePhone();
    erasing.says('usun dane');
    const code = erasing.code();
    erasing.says('ZAPISZ Skorzewo Dzialkowa 32 sport');
    erasing.says(code);
    assert.equal(erasing.status(), 'unknown');
    const leaving = makeSubscriber();
    leaving.says('wypisz');
    const other = leaving.code();
    leaving.says('usun dane');
    leaving.says(other);
    assert.equal(leaving.state(), 'awaitingEraseCode');
    assert.equal(leaving.status(), 'suspended');
  });
});

describe('NOWY, RODO, ZGLOS and "nie zamawiałem"', () => {
  const ways: readonly (readonly string[])[] = [
    [],
    ['ZAPISZ'],
    ['ZAPISZ', 'Skorzewo'],
    ['ZAPISZ', 'Paledzie'],
    ['ZAPISZ', 'Skorzewo', 'dzialkowa 3'],
    ['ZAPISZ', 'Skorzewo', 'dzialkowa 3', 'brak'],
    ['zpisz'],
    ['usun dane'],
  ];
  for (const way of ways) {
    it(`are heard after ${way.join(', ') || 'nothing'}`, () => {
      const after = (text: string): Phone => {
        const phone = makePhone();
        for (const one of way) phone.says(one);
        phone.says(text);
        return phone;
      };
      const before = makePhone();
      for (const one of way) before.says(one);
      const state = way.length === 0 ? 'idle' : before.state();
      assert.equal(after('RODO').state(), state);
      assert.match(lastReply(after('RODO')), /Administrator danych: Wojt.*USUN DANE/);
      const report = after('ZGLOS lampa nie swieci na Lipowej');
      assert.equal(report.state(), state, 'the question stays open');
      assert.ok(report.effects().some((one) => one.type === 'inbox.keep' && one.mark === 'staff'));
      const refusal = after('nie zamawiałem');
      assert.equal(refusal.state(), 'idle');
      assert.ok(refusal.effects().some((one) => one.type === 'form.block'));
      const isCode = state === 'awaitingJoinCode' || state === 'awaitingEraseCode';
      const again = after('NOWY');
      assert.equal(again.state(), state);
      assert.equal(
        again.effects().some((one) => one.type === 'code.issue'),
        isCode,
      );
    });
  }
});

function lastReply(phone: Phone): string {
  return phone
    .effects()
    .flatMap((one) => (one.type === 'reply' ? [one.text] : []))
    .join('');
}
