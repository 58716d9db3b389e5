// The terminals' tabs and what belongs to all of them; one terminal is terminal-session.js.
import { recall, remember } from './memory.js';
import { openSession } from './terminal-session.js';
import { copies, fontSize, startFont, startPaste, startSearch } from './terminal-tools.js';

/** As many as a learner may have open. */
const NAMES = ['1', '2', '3', '4'];
const KEYS = { tab: '\t', esc: '\x1b', up: '\x1b[A', down: '\x1b[B' };

export async function startTerminal({ query, readOnly }) {
  const pane = document.getElementById('pane-terminal');
  const hint = document.getElementById('terminal-hint');
  const link = document.getElementById('terminal-link');
  const list = pane.querySelector('[role="tablist"]');
  // Not there for those who only look.
  const more = document.getElementById('terminal-more');
  const closer = document.getElementById('terminal-close');
  const tabs = () => [...list.querySelectorAll('[role="tab"]')];
  const panelOf = (name) => document.getElementById(`terminal-${name}`);
  // The cell is measured once: with the right letters, or every column is off.
  await Promise.race([
    document.fonts.load('14px "Seodang Mono"'),
    new Promise((resolve) => setTimeout(resolve, 2000)),
  ]);
  const sessions = new Map();
  const reader = document.getElementById('reader-switch');
  const reading = () => reader.ariaPressed === 'true';
  let ctrl = false;

  // Off unless asked for: while it is on, xterm.js drops letters that come without a key press.
  const readAloud = (on) => {
    reader.ariaPressed = String(on);
    for (const { terminal } of sessions.values()) terminal.options.screenReaderMode = on;
  };
  readAloud(recall('reader') === 'on');
  reader.addEventListener('click', () => {
    readAloud(!reading());
    remember('reader', reading() ? 'on' : 'off');
  });

  const chosen = () => tabs().find((tab) => tab.ariaSelected === 'true').dataset.terminal;
  const current = () => session(chosen());

  function session(name) {
    let found = sessions.get(name);
    if (!found) {
      found = openSession(panelOf(name), {
        query,
        readOnly,
        fontSize: fontSize(),
        screenReaderMode: reading(),
        typed: withCtrl,
        said(state, text) {
          if (name !== chosen()) return;
          link.dataset.state = state;
          link.textContent = text;
        },
        hinted: (text) => (hint.textContent = text),
        left: () => name !== tabs()[0].dataset.terminal && close(name),
      });
      const { terminal } = found;
      // F8 and F9 leave the terminal (keys.js); all but a few others are the shell's.
      terminal.attachCustomKeyEventHandler((event) => {
        if (event.key === 'F8' || event.key === 'F9' || copies(terminal, event)) return false;
        if (event.ctrlKey && event.shiftKey && event.code === 'KeyF') {
          if (event.type === 'keydown') search.show();
          return false;
        }
        return true;
      });
      sessions.set(name, found);
    }
    return found;
  }

  /** The on-screen Ctrl holds for one letter. */
  function withCtrl(text) {
    if (!ctrl) return text;
    setCtrl(false);
    return /^[a-z@[\\\]^_]$/i.test(text) ? String.fromCharCode(text.toUpperCase().charCodeAt(0) & 31) : text;
  }

  function setCtrl(on) {
    ctrl = on;
    document.querySelector('[data-key="ctrl"]')?.setAttribute('aria-pressed', String(on));
  }

  function choose(name) {
    for (const tab of tabs()) {
      const here = tab.dataset.terminal === name;
      panelOf(tab.dataset.terminal).hidden = !here;
      tab.ariaSelected = String(here);
      tab.tabIndex = here ? 0 : -1;
    }
    current().fit();
  }

  function add(name) {
    const tab = tabs()[0].cloneNode(true);
    tab.id = `terminal-tab-${name}`;
    tab.dataset.terminal = name;
    tab.setAttribute('aria-controls', `terminal-${name}`);
    tab.ariaSelected = 'false';
    tab.tabIndex = -1;
    tab.textContent = `터미널 ${name}`;
    const panel = document.createElement('div');
    panel.className = 'terminal';
    panel.id = `terminal-${name}`;
    panel.hidden = true;
    panel.dataset.tab = name;
    panel.setAttribute('role', 'tabpanel');
    panel.setAttribute('aria-labelledby', tab.id);
    const before = tabs().findLast((one) => one.dataset.terminal < name);
    before.after(tab);
    panelOf(before.dataset.terminal).after(panel);
  }

  function open() {
    const used = tabs().map((tab) => tab.dataset.terminal);
    const name = NAMES.find((one) => !used.includes(one));
    add(name);
    choose(name);
    current().terminal.focus();
    changed();
  }

  function close(name) {
    const left = tabs();
    const at = left.findIndex((tab) => tab.dataset.terminal === name);
    if (at < 1) return;
    const gone = sessions.get(name);
    sessions.delete(name);
    if (chosen() === name) {
      choose(left[at - 1].dataset.terminal);
      current().terminal.focus();
    }
    gone?.close();
    panelOf(name).remove();
    left[at].remove();
    changed();
  }

  function changed() {
    const names = tabs().map((tab) => tab.dataset.terminal);
    if (readOnly) return;
    more.hidden = names.length >= NAMES.length;
    closer.hidden = chosen() === names[0];
    remember('terminals', names.join(''));
  }

  list.addEventListener('click', (event) => {
    const tab = event.target.closest('[role="tab"]');
    if (!tab) return;
    choose(tab.dataset.terminal);
    current().terminal.focus();
    changed();
  });
  list.addEventListener('keydown', (event) => {
    const all = tabs();
    const at = all.indexOf(event.target);
    if (at < 0) return;
    if (event.key === 'Delete') {
      close(all[at].dataset.terminal);
      return;
    }
    const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!by) return;
    const next = all[(at + by + all.length) % all.length];
    choose(next.dataset.terminal);
    changed();
    next.focus();
  });
  closer?.addEventListener('click', () => close(chosen()));
  more?.addEventListener('click', open);

  document.querySelector('.keyrow')?.addEventListener('click', (event) => {
    const key = event.target.closest('[data-key]')?.dataset.key;
    if (!key) return;
    if (key === 'ctrl') setCtrl(!ctrl);
    else current().type(KEYS[key] ?? withCtrl(key));
    current().terminal.focus();
  });

  // A hint is about the line just typed: the next key makes it old.
  pane.addEventListener('keydown', () => (hint.textContent = ''));

  const search = startSearch({ current });
  startFont({ sessions });
  startPaste({ pane, current, readOnly });
  if (!readOnly) {
    for (const name of recall('terminals') ?? '') {
      if (NAMES.includes(name) && !panelOf(name)) add(name);
    }
  }
  current();
  changed();

  return {
    focus: () => current().terminal.focus(),
    fit: () => panelOf(chosen()).clientWidth > 0 && current().fit(),
    /**
     * Types without running, in the place of what stands on the line: the reader presses Enter. A
     * here-document has line ends within, and is pasted as one.
     */
    type(text) {
      if (readOnly) return;
      const typed = text.includes('\n') ? `\x1b[200~${text}\x1b[201~` : text;
      current().replace(typed);
      current().terminal.focus();
    },
  };
}
