// A topic is dragged to another lesson. Whoever has no mouse has the buttons beside it: both send the same form.
(() => {
  const form = document.getElementById('plan');
  const move = document.getElementById('plan-move');
  const said = document.getElementById('plan-said');
  if (!form || !move) return;
  let dragged = null;

  const rowOf = (target) => (target instanceof Element ? target.closest('[data-lesson]') : null);
  const clear = () => {
    for (const row of form.querySelectorAll('.drop')) row.classList.remove('drop');
  };

  form.addEventListener('dragstart', (event) => {
    dragged = rowOf(event.target);
    if (!dragged) return;
    event.dataTransfer.effectAllowed = 'move';
    event.dataTransfer.setData('text/plain', dragged.dataset.lesson);
    event.dataTransfer.setDragImage(dragged, 20, 20);
  });
  form.addEventListener('dragover', (event) => {
    const row = rowOf(event.target);
    if (!dragged || !row) return;
    event.preventDefault();
    clear();
    row.classList.add('drop');
  });
  form.addEventListener('dragend', () => {
    dragged = null;
    clear();
  });
  form.addEventListener('drop', (event) => {
    const row = rowOf(event.target);
    if (!dragged || !row) return;
    event.preventDefault();
    if (row !== dragged) {
      move.disabled = false;
      move.value = `${dragged.dataset.lesson}:${row.dataset.lesson}`;
      if (said) said.textContent = '…';
      form.requestSubmit();
    }
    dragged = null;
    clear();
  });
})();
