// The practice phones: sends without leaving the page and shows replies as they come. Without this script the page
// works by plain forms.
const base = document.body.dataset.base;
const trouble = document.querySelector('[data-klopot]');
const pending = new Map();

for (const phone of document.querySelectorAll('[data-telefon]')) {
  const form = phone.querySelector('form');
  const field = form.querySelector('textarea');
  const button = form.querySelector('button');
  scrollDown(phone);
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    if (field.value.trim() === '' || button.disabled) return;
    button.disabled = true;
    const sent = await fetch(form.action, {
      method: 'POST',
      headers: { accept: 'application/json', 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams(new FormData(form)).toString(),
    }).catch(() => undefined);
    button.disabled = false;
    trouble.hidden = sent?.ok === true;
    if (sent?.ok === true) field.value = '';
    field.focus();
    refresh(phone.dataset.telefon);
  });
  field.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    form.requestSubmit();
  });
}

const events = new EventSource(`${base}/zdarzenia?numery=${document.body.dataset.numery}`);
events.addEventListener('ready', () => {
  trouble.hidden = true;
  // What came while the connection was down.
  for (const number of document.body.dataset.numery.split(',')) refresh(number);
});
events.addEventListener('error', () => {
  trouble.hidden = events.readyState !== EventSource.CLOSED;
});
for (const type of ['mt', 'dlr', 'mo', 'moAcknowledged']) {
  events.addEventListener(type, (event) => refresh(JSON.parse(event.data).number));
}

// Several events in a row ask once.
function refresh(number) {
  if (pending.has(number)) return;
  pending.set(
    number,
    setTimeout(() => {
      pending.delete(number);
      void load(number);
    }, 60),
  );
}

async function load(number) {
  const phone = document.getElementById(`tel-${number}`);
  const answer = await fetch(`${base}/rozmowa/${number}`).catch(() => undefined);
  if (phone === null || answer?.ok !== true) return;
  const fresh = document.createElement('template');
  fresh.innerHTML = await answer.text();
  const list = phone.querySelector('ol');
  let isNew = false;
  for (const bubble of fresh.content.querySelectorAll('li')) {
    const shown = document.getElementById(bubble.id);
    if (shown === null) {
      list.append(bubble);
      isNew = true;
    } else {
      shown.querySelector('.stan').textContent = bubble.querySelector('.stan').textContent;
    }
  }
  if (isNew) scrollDown(phone);
}

function scrollDown(phone) {
  const talk = phone.querySelector('[role="log"]');
  talk.scrollTop = talk.scrollHeight;
}
