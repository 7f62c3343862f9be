// Live hint of the inbox: the page carries the mark of what it shows; when another mark comes, the hint appears. What
// somebody is typing is never touched.
const hint = document.querySelector('[data-live]');

if (hint) {
  let source;
  let isUsed = false;

  const follow = () => {
    isUsed = false;
    source = new EventSource(hint.dataset.live);
    source.addEventListener('mark', (event) => {
      hint.hidden = event.data === hint.dataset.seen;
    });
    // Asking goes on only while somebody uses the page: a page left open must not keep its session from ending.
    source.addEventListener('end', () => {
      source.close();
      source = undefined;
      if (isUsed) follow();
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
