// Live hint of the inbox: the page carries the mark of what it shows; when another mark comes, the hint appears. What
// somebody is typing is never touched.
const hint = document.querySelector('[data-live]');

if (hint) {
  const source = new EventSource(hint.dataset.live);
  source.addEventListener('mark', (event) => {
    hint.hidden = event.data === hint.dataset.seen;
  });
}
