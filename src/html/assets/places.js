// Names of places are completed while they are typed: the combobox of the ARIA Authoring Practices. Without this file
// the form is a list to choose from, or a name that the office checks; what it sends is the same either way.
const waitMs = 150;
const mostShown = 8;

for (const field of document.querySelectorAll('[data-suggest]')) enhance(field);

/** Puts a text field with suggestions in the place of a list, or behind a text field that is there. */
function enhance(field) {
  const { suggest, sym, count, none, chosen, typed } = field.dataset;
  const isList = field.tagName === 'SELECT';
  // Without a network, or where the office has another word for it, the list of the page itself is searched.
  const own = isList
    ? [...field.options]
        .filter((option) => option.value !== '')
        .map((option) => ({ value: option.value, name: option.text }))
    : [];
  // Lines of the page that the search knows nothing of ("the whole locality") go on top of what it finds.
  const fixed = own.filter(({ value }) => !/^\d+$/.test(value));

  const input = isList ? document.createElement('input') : field;
  const hidden = document.createElement('input');
  hidden.type = 'hidden';
  hidden.name = field.name;
  if (isList) {
    input.type = 'text';
    input.id = field.id;
    input.value = field.value === '' ? (typed ?? '') : field.selectedOptions[0].text;
    hidden.value = field.value === '' ? (typed ?? '') : field.value;
    for (const name of ['aria-describedby', 'aria-invalid']) {
      if (field.hasAttribute(name)) input.setAttribute(name, field.getAttribute(name));
    }
    input.required = true;
    field.replaceWith(input);
  } else {
    hidden.value = input.value;
    input.removeAttribute('name');
  }
  input.autocomplete = 'off';
  input.spellcheck = false;
  input.setAttribute('role', 'combobox');
  input.setAttribute('aria-autocomplete', 'list');
  input.setAttribute('aria-expanded', 'false');
  const list = document.createElement('ul');
  list.id = `${input.id}-lista`;
  list.className = 'suggestions';
  list.setAttribute('role', 'listbox');
  list.setAttribute('aria-label', document.querySelector(`label[for="${input.id}"]`)?.textContent ?? '');
  list.hidden = true;
  input.setAttribute('aria-controls', list.id);
  const status = document.createElement('p');
  status.className = 'hidden-text';
  status.setAttribute('role', 'status');
  const box = document.createElement('div');
  box.className = 'combobox';
  input.replaceWith(box);
  box.append(input, list, status, hidden);

  let options = [];
  let active = -1;
  let timer;
  let asking;

  input.addEventListener('input', () => {
    hidden.value = input.value;
    clearTimeout(timer);
    timer = setTimeout(search, waitMs);
  });
  input.addEventListener('keydown', (event) => {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      if (list.hidden) search();
      else move(event.key === 'ArrowDown' ? 1 : -1);
    } else if (event.key === 'Enter' && !list.hidden && active >= 0) {
      event.preventDefault();
      choose(options[active]);
    } else if (event.key === 'Escape' && !list.hidden) {
      event.preventDefault();
      close();
    }
  });
  input.addEventListener('click', () => {
    if (list.hidden) search();
  });
  input.addEventListener('blur', close);
  // The field keeps the focus when a line is pressed.
  list.addEventListener('mousedown', (event) => event.preventDefault());
  list.addEventListener('click', (event) => {
    const at = [...list.children].indexOf(event.target.closest('[role=option]'));
    if (at >= 0) choose(options[at]);
  });

  async function search() {
    clearTimeout(timer);
    asking?.abort();
    const text = input.value.trim();
    if (text === '') {
      show(own);
      return;
    }
    asking = new AbortController();
    const { signal } = asking;
    const asked = await ask(text, signal);
    if (signal.aborted) return;
    // Who can't be asked has not said that there is no such place.
    if (asked === undefined && !isList) return;
    const found = asked ?? own.filter(({ name }) => fold(name).includes(fold(text)));
    const [only, second] = found;
    // Typed in full: nothing is left to choose, and the list would only hide the button below.
    if (only !== undefined && second === undefined && fold(only.name) === fold(text)) choose(only);
    else show([...found.slice(0, mostShown), ...fixed.filter((line) => !found.includes(line))]);
  }

  /** What the office's own search finds; undefined when it can't be asked. */
  async function ask(text, signal) {
    const query = suggest === 'streets' ? { locality: sym, q: text } : { locality: text };
    try {
      const answer = await fetch(`/api/v1/places?${new URLSearchParams(query)}`, { signal });
      if (!answer.ok) return undefined;
      const { localities, streets } = await answer.json();
      return suggest === 'streets'
        ? streets.map(({ symUl, name }) => ({ value: symUl, name: name.replace(/^ul\. /, '') }))
        : withKinds(localities);
    } catch {
      return undefined;
    }
  }

  function show(found) {
    if (document.activeElement !== input) return;
    options = found;
    active = -1;
    input.removeAttribute('aria-activedescendant');
    list.replaceChildren(
      ...found.map(({ name }, at) => {
        const line = document.createElement('li');
        line.id = `${input.id}-${at}-lista`;
        line.lang = 'pl';
        line.textContent = name;
        line.setAttribute('role', 'option');
        line.setAttribute('aria-selected', 'false');
        return line;
      }),
    );
    list.hidden = found.length === 0;
    input.setAttribute('aria-expanded', String(!list.hidden));
    status.textContent = found.length === 0 ? none : count.replace('#', found.length);
  }

  function move(step) {
    const lines = list.children;
    lines[active]?.setAttribute('aria-selected', 'false');
    // From the field down to the first line, up to the last, and round.
    active = active < 0 && step < 0 ? lines.length - 1 : (active + step + lines.length) % lines.length;
    const line = lines[active];
    line.setAttribute('aria-selected', 'true');
    line.scrollIntoView({ block: 'nearest' });
    input.setAttribute('aria-activedescendant', line.id);
  }

  function choose({ value, name }) {
    input.value = name;
    hidden.value = value;
    close();
    status.textContent = chosen.replace('#', name);
  }

  function close() {
    clearTimeout(timer);
    asking?.abort();
    list.hidden = true;
    active = -1;
    input.setAttribute('aria-expanded', 'false');
    input.removeAttribute('aria-activedescendant');
  }
}

/** Two places of one name are told apart by their kind. */
function withKinds(localities) {
  const seen = new Map();
  for (const { name } of localities) seen.set(name, (seen.get(name) ?? 0) + 1);
  return localities.map(({ sym, name, kind }) => ({
    value: sym,
    name: seen.get(name) > 1 ? `${name} (${kind})` : name,
  }));
}

function fold(text) {
  return text
    .toLowerCase()
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .replaceAll('ł', 'l');
}
