// F8 goes from pane to pane, F9 makes the pane at hand fill the window, ? tells all keys. Function
// keys, because every other key belongs to the terminal while it is in use.
export function startKeys({ panes, focusTerminal }) {
  const help = document.getElementById('keys-dialog');
  document.addEventListener(
    'keydown',
    (event) => {
      if (event.key === 'F8') {
        event.preventDefault();
        event.stopPropagation();
        const next = panes.after(panes.current());
        panes.show(next);
        if (next === 'terminal') focusTerminal();
        else panes.focus(next);
      } else if (event.key === 'F9') {
        event.preventDefault();
        event.stopPropagation();
        panes.toggleFull(panes.current());
      } else if (event.key === '?' && !isTyping(event.target)) {
        help.showModal();
      }
    },
    true,
  );
  document.addEventListener('click', (event) => {
    if (event.target.closest?.('[data-dialog="close"]')) event.target.closest('dialog').close();
  });
}

const isTyping = (target) => target.matches?.('input, textarea, select') || target.closest?.('.terminal');
