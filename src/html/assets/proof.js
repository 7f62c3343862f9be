// Solves the short task of a form that came at a busy time, tells that it is being done, and sends the form on. Without
// this file, or where the browser has no WebCrypto, the page says how to do the same by SMS.
const form = document.querySelector('form[data-challenge]');
const atOnce = 128;

if (form) start();

async function start() {
  const { proof, challenge, rounds, bits, busy, done, failed } = form.dataset;
  const status = form.querySelector('[role=status]');
  const button = form.querySelector('button[hidden]');
  // Text put into a live region after the page has settled is read out; what stood there from the start is not.
  await new Promise((resolve) => setTimeout(resolve, 100));
  if (!globalThis.crypto?.subtle) {
    status.textContent = failed;
    return;
  }
  status.textContent = busy;
  const numbers = [];
  for (let round = 0; round < Number(rounds); round += 1) {
    numbers.push(await search(`${challenge}.${round}.`, Number(bits)));
  }
  const field = document.createElement('input');
  field.type = 'hidden';
  field.name = proof;
  field.value = `${challenge}:${numbers.join('.')}`;
  form.append(field);
  status.textContent = done;
  // For who comes back to this page: it does not start again by itself.
  button.hidden = false;
  form.submit();
}

/** The first number behind the text whose hash begins with so many zero bits. */
async function search(text, bits) {
  const encoder = new TextEncoder();
  for (let from = 0; ; from += atOnce) {
    const hashes = await Promise.all(
      Array.from({ length: atOnce }, (_, at) =>
        crypto.subtle.digest('SHA-256', encoder.encode(`${text}${from + at}`)),
      ),
    );
    const found = hashes.findIndex((hash) => new DataView(hash).getUint32(0) >>> (32 - bits) === 0);
    if (found >= 0) return from + found;
  }
}
