// The button of an alert repeats how many people the chosen audience has.
const form = document.querySelector('[data-alert]');

if (form) {
  const button = form.querySelector('[data-count-button]');
  const say = () => {
    const chosen = form.querySelector('input[name=odbiorcy]:checked');
    if (chosen?.dataset.button) button.textContent = chosen.dataset.button;
  };
  form.addEventListener('change', say);
  say();
}
