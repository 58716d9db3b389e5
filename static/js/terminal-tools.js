// What a terminal's window offers beside typing: search, the size of its letters, copying, and a
// question before many lines are pasted.
import { recall, remember } from './memory.js';

const SIZES = [10, 11, 12, 13, 14, 15, 16, 18, 20, 24];
/** From so many lines on, a paste is asked about. */
const MANY = 5;

export function fontSize() {
  return Number(recall('font')) || (innerWidth < 1500 ? 13 : 14);
}

export function startFont({ sessions }) {
  const change = (by) => {
    const at = SIZES.findIndex((size) => size >= fontSize());
    const size = SIZES[Math.max(0, Math.min(SIZES.length - 1, at + by))];
    remember('font', String(size));
    for (const { terminal, fit } of sessions.values()) {
      terminal.options.fontSize = size;
      fit();
    }
  };
  for (const button of document.querySelectorAll('[data-font]')) {
    button.addEventListener('click', () => change(button.dataset.font === 'larger' ? 1 : -1));
  }
}

export function startSearch({ current }) {
  const bar = document.getElementById('terminal-search');
  const input = bar.querySelector('input');
  const count = bar.querySelector('output');
  const style = getComputedStyle(document.documentElement);
  const decorations = () => ({
    matchBackground: style.getPropertyValue('--term-match').trim(),
    matchOverviewRuler: style.getPropertyValue('--term-match').trim(),
    activeMatchBackground: style.getPropertyValue('--term-match-now').trim(),
    activeMatchColorOverviewRuler: style.getPropertyValue('--term-match-now').trim(),
  });
  const watched = new WeakSet();

  function find(back, incremental = false) {
    const { search } = current();
    if (!watched.has(search)) {
      watched.add(search);
      search.onDidChangeResults(({ resultIndex, resultCount }) => {
        count.textContent = resultCount === 0 ? '없음' : `${resultIndex + 1} / ${resultCount}`;
      });
    }
    const options = { decorations: decorations(), incremental };
    if (!input.value) {
      search.clearDecorations();
      count.textContent = '';
    } else if (back) search.findPrevious(input.value, options);
    else search.findNext(input.value, options);
  }

  function show(on) {
    bar.hidden = !on;
    current().fit();
    document.querySelector('[data-terminal-search]').setAttribute('aria-expanded', String(on));
    if (on) {
      input.select();
      input.focus();
    } else {
      current().search.clearDecorations();
      count.textContent = '';
      current().terminal.focus();
    }
  }

  document.querySelector('[data-terminal-search]').addEventListener('click', () => show(bar.hidden));
  bar.addEventListener('submit', (event) => event.preventDefault());
  input.addEventListener('input', () => find(true, true));
  bar.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') show(false);
    else if (event.key === 'Enter' && event.target === input) find(!event.shiftKey);
  });
  bar.addEventListener('click', (event) => {
    const action = event.target.closest('[data-search]')?.dataset.search;
    if (action === 'close') show(false);
    else if (action) find(action === 'previous');
  });
  return { show: () => show(true) };
}

/** Ctrl-C copies what is selected; without a selection it is the shell's. */
export function copies(terminal, event) {
  if (event.type !== 'keydown' || event.key !== 'c' || !event.ctrlKey || event.altKey || !terminal.hasSelection()) {
    return false;
  }
  navigator.clipboard?.writeText(terminal.getSelection());
  terminal.clearSelection();
  return true;
}

/** Asks before many lines are pasted: each would be a command. */
export function startPaste({ pane, current, readOnly }) {
  const dialog = document.getElementById('paste-dialog');
  if (readOnly) return;
  let text = '';
  pane.addEventListener(
    'paste',
    (event) => {
      if (!event.target.closest('.terminal')) return;
      const pasted = event.clipboardData?.getData('text/plain') ?? '';
      const lines = pasted.replace(/\n$/, '').split('\n').length;
      if (lines < MANY) return;
      event.preventDefault();
      event.stopPropagation();
      text = pasted;
      dialog.querySelector('[data-lines]').textContent = lines;
      dialog.querySelector('pre').textContent = pasted.length > 4000 ? `${pasted.slice(0, 4000)}\n…` : pasted;
      dialog.showModal();
    },
    true,
  );
  dialog.addEventListener('close', () => {
    if (dialog.returnValue === 'paste') current().terminal.paste(text);
    dialog.returnValue = '';
    text = '';
    current().terminal.focus();
  });
}
