// The page of an audience: its count follows the boxes, and names of places are suggested while typing.
// Without this script the buttons on the page do the same.
const form = document.querySelector('form[data-audience]');

if (form) {
  const counted = form.querySelector('[data-counted]');
  const names = document.getElementById('podpowiedzi');
  const locality = document.getElementById('miejscowosc');
  const street = document.getElementById('ulica');
  let asked = 0;
  let waiting;

  const count = async () => {
    asked += 1;
    const mine = asked;
    counted.setAttribute('aria-busy', 'true');
    try {
      const body = new URLSearchParams(new FormData(form));
      const response = await fetch(form.dataset.audience, { method: 'POST', body });
      if (!response.ok || mine !== asked) return;
      const page = new DOMParser().parseFromString(await response.text(), 'text/html');
      counted.replaceChildren(...page.body.childNodes);
    } finally {
      if (mine === asked) counted.removeAttribute('aria-busy');
    }
  };

  form.addEventListener('change', (event) => {
    if (event.target.matches('#miejscowosc, #ulica, #od, #do, #nazwa, [name=strona]')) return;
    clearTimeout(waiting);
    waiting = setTimeout(() => void count().catch(() => undefined), 250);
  });
  counted.setAttribute('aria-live', 'polite');

  const suggest = async (field) => {
    const query = new URLSearchParams({ miejscowosc: locality.value });
    if (field === street) query.set('ulica', street.value);
    const response = await fetch(`${form.dataset.audience.replace(/liczba$/, 'nazwy')}?${query}`);
    if (!response.ok) return;
    const found = await response.json();
    names.replaceChildren(
      ...found.names.map((name) => {
        const option = document.createElement('option');
        // The kind in brackets tells twins apart; what is typed is the name.
        option.value = name.replace(/ \([^)]*\)$/, '');
        option.label = name;
        return option;
      }),
    );
  };
  for (const field of [locality, street]) {
    let pause;
    field.setAttribute('list', 'podpowiedzi');
    field.setAttribute('autocomplete', 'off');
    field.addEventListener('focus', () => names.replaceChildren());
    field.addEventListener('input', () => {
      clearTimeout(pause);
      if (field.value.trim().length < 2) return;
      pause = setTimeout(() => void suggest(field).catch(() => undefined), 150);
    });
  }
}
