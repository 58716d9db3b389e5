// The panes: dividers that drag or follow the arrow keys and are remembered, one pane filling the
// window, and one pane at a time on a narrow one.
import { remember } from './memory.js';

const ORDER = ['text', 'diagram', 'terminal'];
const STEP = 2;

export function startPanes() {
  const root = document.documentElement;
  const workspace = document.getElementById('main');
  const listeners = [];
  const resized = () => requestAnimationFrame(() => listeners.forEach((listener) => listener()));

  startDivider('.divider.vertical', 'split-x', (event) => {
    const box = workspace.getBoundingClientRect();
    return ((event.clientX - box.left) / box.width) * 100;
  });
  startDivider('.divider.horizontal', 'split-y', (event) => {
    const box = document.querySelector('.workbench').getBoundingClientRect();
    return ((event.clientY - box.top) / box.height) * 100;
  });

  function startDivider(selector, name, place) {
    const divider = document.querySelector(selector);
    const least = Number(divider.ariaValueMin);
    const most = Number(divider.ariaValueMax);
    const set = (percent) => {
      const value = Math.min(most, Math.max(least, percent));
      root.style.setProperty(`--${name}`, `${value}%`);
      divider.ariaValueNow = String(Math.round(value));
      remember(name, String(value));
      resized();
    };
    const kept = Number.parseFloat(root.style.getPropertyValue(`--${name}`));
    if (kept) divider.ariaValueNow = String(Math.round(kept));
    divider.addEventListener('pointerdown', (event) => {
      divider.setPointerCapture(event.pointerId);
      divider.classList.add('is-held');
    });
    divider.addEventListener('pointermove', (event) => {
      if (divider.hasPointerCapture(event.pointerId)) set(place(event));
    });
    divider.addEventListener('pointerup', () => divider.classList.remove('is-held'));
    divider.addEventListener('dblclick', () => {
      root.style.removeProperty(`--${name}`);
      resized();
    });
    divider.addEventListener('keydown', (event) => {
      const by = { ArrowLeft: -STEP, ArrowUp: -STEP, ArrowRight: STEP, ArrowDown: STEP }[event.key];
      if (!by) return;
      event.preventDefault();
      set(Number(divider.ariaValueNow) + by);
    });
  }

  function show(pane) {
    workspace.dataset.shown = pane;
    if (workspace.dataset.full && workspace.dataset.full !== pane) setFull('');
    for (const button of document.querySelectorAll('.panebar [data-pane]')) {
      button.setAttribute('aria-pressed', String(button.dataset.pane === pane));
    }
    resized();
  }

  function setFull(pane) {
    workspace.dataset.full = pane;
    for (const button of document.querySelectorAll('[data-full]')) {
      if (button !== workspace) button.setAttribute('aria-pressed', String(button.dataset.full === pane));
    }
    resized();
  }

  function current() {
    const pane = document.activeElement?.closest('.pane');
    return pane ? pane.id.replace('pane-', '') : (workspace.dataset.shown ?? 'text');
  }

  const toggleFull = (pane) => setFull(workspace.dataset.full === pane ? '' : pane);

  document.addEventListener('click', (event) => {
    const shown = event.target.closest?.('.panebar [data-pane]');
    if (shown) show(shown.dataset.pane);
    const full = event.target.closest?.('button[data-full]');
    if (full) toggleFull(full.dataset.full);
  });
  workspace.dataset.shown = 'text';
  workspace.dataset.full = '';
  addEventListener('resize', resized);

  return {
    show,
    current,
    toggleFull,
    after: (pane) => ORDER[(ORDER.indexOf(pane) + 1) % ORDER.length],
    focus(pane) {
      const target = { text: '.reading', diagram: '.diagram .thing[tabindex="0"]' }[pane];
      document.querySelector(target)?.focus({ preventScroll: true });
    },
    onResize: (listener) => listeners.push(listener),
  };
}
