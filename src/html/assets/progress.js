// Live counts of a campaign: each event brings ready texts by the ids of the elements they belong to.
const box = document.querySelector('[data-progress]');

if (box) {
  const source = new EventSource(box.dataset.progress);
  source.addEventListener('counts', (event) => {
    const { texts, done, total } = JSON.parse(event.data);
    for (const [id, text] of Object.entries(texts)) {
      const element = document.getElementById(id);
      if (element && element.textContent !== text) element.textContent = text;
    }
    const bar = document.getElementById('pasek');
    if (bar) {
      bar.max = Math.max(1, total);
      bar.value = done;
    }
  });
  // The page's buttons and heading belong to the state: when it changes, the page is asked for anew.
  source.addEventListener('changed', () => {
    source.close();
    location.reload();
  });
  source.addEventListener('end', () => source.close());
}
