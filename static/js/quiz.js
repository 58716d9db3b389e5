// Putting things in order: by the buttons, by Alt with the arrow keys, or by dragging.
export function startQuiz() {
  document.addEventListener('click', (event) => {
    const button = event.target.closest?.('.order-move');
    if (!button) return;
    move(button.closest('.order-item'), button.dataset.move);
    button.focus();
  });
  document.addEventListener('keydown', (event) => {
    const item = event.target.closest?.('.order-item');
    if (!item || !event.altKey || !['ArrowUp', 'ArrowDown'].includes(event.key)) return;
    event.preventDefault();
    const held = event.target;
    move(item, event.key === 'ArrowUp' ? 'up' : 'down');
    held.focus();
  });
  startDragging();
}

function move(item, direction) {
  if (direction === 'up') item.previousElementSibling?.before(item);
  else item.nextElementSibling?.after(item);
}

function startDragging() {
  let dragged;
  document.addEventListener('dragstart', (event) => {
    dragged = event.target.closest?.('.order-item');
    dragged?.classList.add('is-dragged');
    if (dragged) event.dataTransfer.effectAllowed = 'move';
  });
  document.addEventListener('dragover', (event) => {
    const over = event.target.closest?.('.order-item');
    if (!dragged || !over || over.parentElement !== dragged.parentElement) return;
    event.preventDefault();
    if (over === dragged) return;
    const box = over.getBoundingClientRect();
    if (event.clientY < box.top + box.height / 2) over.before(dragged);
    else over.after(dragged);
  });
  document.addEventListener('dragend', () => {
    dragged?.classList.remove('is-dragged');
    dragged = undefined;
  });
}
