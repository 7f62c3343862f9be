// The duty page, live: each event brings the parts that have changed as ready HTML. A part whose mark the page carries
// already is left alone; the focus stays on the same link or button; only a new verdict is announced.
const box = document.querySelector('[data-cockpit]');

if (box) {
  document.documentElement.classList.add('js');
  const announcement = document.getElementById('ogloszenie');
  const notes = document.getElementById('na-zywo');
  let source;
  let isUsed = false;
  let { said } = box.dataset;

  const note = (which) => {
    for (const one of notes.children) one.hidden = one.dataset.when !== which;
  };

  /** What a link or button is known by when its part is made anew. */
  const keyOf = (element) =>
    element?.closest('a[href], button, summary, .table-box, input') === element
      ? [element.tagName, element.getAttribute('href'), element.textContent, element.form?.action].join(' ')
      : undefined;

  const replace = (part, { mark, html }) => {
    if (part.dataset.mark === mark) return;
    const focused = part.contains(document.activeElement) ? keyOf(document.activeElement) : undefined;
    const open = [...part.querySelectorAll('details[open] > summary')].map(keyOf);
    part.innerHTML = html;
    part.dataset.mark = mark;
    for (const summary of part.querySelectorAll('summary')) {
      if (open.includes(keyOf(summary))) summary.parentElement.open = true;
    }
    if (focused === undefined) return;
    const again = [...part.querySelectorAll('a[href], button, summary, .table-box, input')].find(
      (element) => keyOf(element) === focused,
    );
    again?.focus({ preventScroll: true });
  };

  const follow = () => {
    isUsed = false;
    source = new EventSource(box.dataset.cockpit);
    source.addEventListener('open', () => note('live'));
    source.addEventListener('error', () => {
      // Refused, the browser does not ask again: the session has ended or is locked.
      note(source.readyState === EventSource.CLOSED ? 'refused' : 'lost');
    });
    source.addEventListener('parts', (event) => {
      const news = JSON.parse(event.data);
      for (const [name, part] of Object.entries(news.parts)) {
        const element = document.getElementById(name);
        if (element) replace(element, part);
      }
      if (said !== news.said) announcement.textContent = news.said;
      said = news.said;
    });
    // Asking goes on only while somebody uses the page: a page left open must not keep its session from ending.
    source.addEventListener('end', () => {
      source.close();
      source = undefined;
      if (isUsed) follow();
      else note('resting');
    });
  };

  for (const kind of ['keydown', 'pointerdown', 'pointermove']) {
    document.addEventListener(kind, () => {
      isUsed = true;
      if (source === undefined) follow();
    });
  }
  follow();
}
