// Files are dropped where they may be chosen; a run at work tells how far it is. Without a script both work by hand.
(() => {
  const form = document.querySelector('[data-bring]');
  if (form) {
    const drop = form.querySelector('[data-drop]');
    const input = form.querySelector('input[type=file]');
    const chosen = form.querySelector('[data-chosen]');
    const name = () => {
      chosen.textContent = [...input.files].map((file) => file.name).join(', ');
    };
    input.addEventListener('change', name);
    drop.addEventListener('dragover', (event) => {
      event.preventDefault();
      drop.classList.add('over');
    });
    for (const end of ['dragleave', 'drop']) drop.addEventListener(end, () => drop.classList.remove('over'));
    drop.addEventListener('drop', (event) => {
      event.preventDefault();
      if (!event.dataTransfer.files.length) return;
      input.files = event.dataTransfer.files;
      name();
      form.querySelector('button').focus();
    });
    form.addEventListener('submit', () => {
      form.querySelector('button').disabled = true;
    });
  }

  const card = document.querySelector('[data-progress]');
  if (!card) return;
  const bar = card.querySelector('progress');
  const step = card.querySelector('[data-step]');
  const ask = async () => {
    try {
      const answer = await fetch(card.dataset.progress, { headers: { accept: 'application/json' } });
      const told = await answer.json();
      if (told.state !== card.dataset.state) {
        location.reload();
        return;
      }
      if (told.step && step.textContent !== told.step) step.textContent = told.step;
      if (told.total) bar.value = Math.round((100 * told.done) / told.total);
    } catch {
      // The line is down for a moment: it is asked again.
    }
    setTimeout(ask, 1000);
  };
  setTimeout(ask, 500);
})();
