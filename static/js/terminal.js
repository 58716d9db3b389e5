// The terminals: xterm.js over a WebSocket to the learner's shell, which lives on the server. What
// was on the screen is sent again when the connection comes back.
import { FitAddon } from '@xterm/addon-fit';
import { WebLinksAddon } from '@xterm/addon-web-links';
import { Terminal } from '@xterm/xterm';
import { recall, remember } from './memory.js';
import { onTheme } from './theme.js';

const FIRST_WAIT = 500;
const LONGEST_WAIT = 15_000;
const KEYS = { tab: '\t', esc: '\x1b', up: '\x1b[A', down: '\x1b[B' };
const CLEAR_LINE = '\x05\x15';

function colours() {
  const style = getComputedStyle(document.documentElement);
  const token = (name) => style.getPropertyValue(`--term-${name}`).trim();
  const names = ['black', 'red', 'green', 'yellow', 'blue', 'magenta', 'cyan', 'white'];
  const theme = {
    background: token('paper'),
    foreground: token('ink'),
    cursor: token('cursor'),
    cursorAccent: token('paper'),
    selectionBackground: token('selection'),
    scrollbarSliderBackground: token('slider'),
    scrollbarSliderHoverBackground: token('slider'),
    scrollbarSliderActiveBackground: token('slider'),
  };
  for (const name of names) {
    theme[name] = token(name);
    theme[`bright${name[0].toUpperCase()}${name.slice(1)}`] = token(`bright-${name}`);
  }
  return theme;
}

export async function startTerminal({ query, readOnly }) {
  const hint = document.getElementById('terminal-hint');
  const link = document.getElementById('terminal-link');
  const panels = [...document.querySelectorAll('.terminal')];
  const tabs = [...document.querySelectorAll('[data-terminal]')];
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

  const session = (panel) => {
    let found = sessions.get(panel.dataset.tab);
    if (!found) {
      found = open(panel);
      sessions.set(panel.dataset.tab, found);
    }
    return found;
  };
  const current = () => session(panels.find((panel) => !panel.hidden));

  function open(panel) {
    const terminal = new Terminal({
      fontFamily: '"Seodang Mono", "D2Coding", ui-monospace, monospace',
      fontSize: innerWidth < 1500 ? 13 : 14,
      lineHeight: 1.25,
      cursorBlink: !matchMedia('(prefers-reduced-motion: reduce)').matches,
      disableStdin: readOnly,
      screenReaderMode: reading(),
      scrollback: 3000,
      theme: colours(),
      minimumContrastRatio: 4.5,
    });
    const fit = new FitAddon();
    terminal.loadAddon(fit);
    terminal.loadAddon(new WebLinksAddon());
    terminal.open(panel);
    terminal.textarea?.setAttribute('aria-label', `터미널 ${panel.dataset.tab}, 나가려면 F8`);
    // These two leave the terminal (keys.js); all others are the shell's.
    terminal.attachCustomKeyEventHandler((event) => event.key !== 'F8' && event.key !== 'F9');
    const line = connect(panel, terminal);
    terminal.onData((text) => line.type(withCtrl(text)));
    terminal.onResize(({ cols, rows }) => line.send({ t: 'size', c: cols, r: rows }));
    onTheme(() => (terminal.options.theme = colours()));
    fit.fit();
    return { terminal, fit, line };
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

  function connect(panel, terminal) {
    const address = new URL(`/terminal/${encodeURIComponent(panel.dataset.tab)}`, location.href);
    address.protocol = address.protocol.replace('http', 'ws');
    address.search = query;
    let socket;
    let wait = FIRST_WAIT;
    let fresh = true;
    // Whether something may stand on the line: what is chosen in the text then takes its place.
    let begun = false;
    const waiting = [];

    function say(state, text) {
      if (panel.hidden) return;
      link.dataset.state = state;
      link.textContent = text;
    }

    function dial() {
      say('connecting', fresh ? '연결하는 중' : '다시 잇는 중');
      socket = new WebSocket(address);
      socket.addEventListener('open', () => {
        wait = FIRST_WAIT;
        say('open', '');
        // The server sends the screen anew: what is shown would be doubled.
        if (!fresh) terminal.reset();
        fresh = false;
        send({ t: 'size', c: terminal.cols, r: terminal.rows });
        for (const frame of waiting.splice(0)) send(frame);
      });
      socket.addEventListener('message', (event) => hear(JSON.parse(event.data)));
      socket.addEventListener('close', () => {
        say('lost', '끊겼습니다. 다시 잇는 중');
        setTimeout(dial, wait + Math.random() * 300);
        wait = Math.min(LONGEST_WAIT, wait * 2);
      });
    }

    // The server sends on only when this is told, so that Ctrl-C finds little on its way.
    function shown(length) {
      if (socket.readyState === WebSocket.OPEN) send({ t: 'got', n: length });
    }

    function hear(frame) {
      if (frame.t === 'out') terminal.write(frame.d, () => shown(frame.d.length));
      else if (frame.t === 'hint') hint.textContent = frame.d;
      else if (frame.t === 'ran') document.dispatchEvent(new CustomEvent('seodang:ran', { detail: frame }));
    }

    function send(frame) {
      if (socket?.readyState === WebSocket.OPEN) socket.send(JSON.stringify(frame));
      // What is typed while there is no connection is lost on purpose: it would run unseen later.
      // A command chosen in the text before the first connection is kept.
      else if (fresh && frame.t === 'in') waiting.push(frame);
    }
    function type(text) {
      begun = !/[\r\x03]$/.test(text);
      send({ t: 'in', d: text });
    }

    dial();
    return { send, type, replace: (text) => type((begun ? CLEAR_LINE : '') + text) };
  }

  function choose(name) {
    for (const panel of panels) panel.hidden = panel.dataset.tab !== name;
    for (const tab of tabs) {
      const chosen = tab.dataset.terminal === name;
      tab.ariaSelected = String(chosen);
      tab.tabIndex = chosen ? 0 : -1;
    }
    current().fit.fit();
  }

  for (const tab of tabs) {
    tab.addEventListener('click', () => {
      choose(tab.dataset.terminal);
      current().terminal.focus();
    });
    tab.addEventListener('keydown', (event) => {
      const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
      if (!by) return;
      const next = tabs[(tabs.indexOf(tab) + by + tabs.length) % tabs.length];
      choose(next.dataset.terminal);
      next.focus();
    });
  }

  document.querySelector('.keyrow')?.addEventListener('click', (event) => {
    const key = event.target.closest('[data-key]')?.dataset.key;
    if (!key) return;
    if (key === 'ctrl') setCtrl(!ctrl);
    else current().line.type(KEYS[key] ?? withCtrl(key));
    current().terminal.focus();
  });

  // A hint is about the line just typed: the next key makes it old.
  document.getElementById('pane-terminal').addEventListener('keydown', () => (hint.textContent = ''));

  current();
  return {
    focus: () => current().terminal.focus(),
    fit: () => panels.some((panel) => panel.clientWidth > 0) && current().fit.fit(),
    /**
     * Types without running, in the place of what stands on the line: the reader presses Enter. A
     * here-document has line ends within, and is pasted as one.
     */
    type(text) {
      if (readOnly) return;
      const typed = text.includes('\n') ? `\x1b[200~${text}\x1b[201~` : text;
      current().line.replace(typed);
      current().terminal.focus();
    },
  };
}
