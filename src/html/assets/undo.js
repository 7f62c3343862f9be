// Seconds left to take a campaign back, counted down beside the button.
const box = document.querySelector('[data-undo-seconds]');

if (box) {
  const endsAt = performance.now() + Number(box.dataset.undoSeconds) * 1000;
  const tick = () => {
    const left = Math.max(0, Math.ceil((endsAt - performance.now()) / 1000));
    box.textContent = `${left} s`;
    if (left > 0) setTimeout(tick, 250);
    else setTimeout(() => location.reload(), 1500);
  };
  tick();
}
