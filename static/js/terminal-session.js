// One terminal: xterm.js over a WebSocket to the learner's shell, which lives on the server. The
// server keeps the screen and sends it again when a connection comes back.
import { FitAddon } from '@xterm/addon-fit';
import { SearchAddon } from '@xterm/addon-search';
import { Unicode11Addon } from '@xterm/addon-unicode11';
import { WebLinksAddon } from '@xterm/addon-web-links';
import { Terminal } from '@xterm/xterm';
import { onTheme } from './theme.js';

const FIRST_WAIT = 500;
const LONGEST_WAIT = 15_000;
const CLEAR_LINE = '\x05\x15';
const LEFT = '\r\n\x1b[2m[셸을 나왔습니다. Enter를 누르면 새 셸이 열립니다]\x1b[0m\r\n';

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

/**
 * @param typed what is done to a text that keys made, before it is sent
 * @param said told of the connection: `connecting`, `open`, `lost`, and in words
 * @param hinted given the line that stands under the terminal
 * @param left called when the shell was left
 */
export function openSession(panel, { query, readOnly, fontSize, screenReaderMode, typed, said, hinted, left }) {
  const terminal = new Terminal({
    fontFamily: '"Seodang Mono", "D2Coding", ui-monospace, monospace',
    fontSize,
    lineHeight: 1.25,
    cursorBlink: !matchMedia('(prefers-reduced-motion: reduce)').matches,
    disableStdin: readOnly,
    screenReaderMode,
    scrollback: 2000,
    theme: colours(),
    minimumContrastRatio: 4.5,
    allowProposedApi: true,
  });
  const fit = new FitAddon();
  const search = new SearchAddon();
  terminal.loadAddon(fit);
  terminal.loadAddon(search);
  terminal.loadAddon(new WebLinksAddon());
  // The server counts cells by the same version.
  terminal.loadAddon(new Unicode11Addon());
  terminal.unicode.activeVersion = '11';
  terminal.open(panel);
  terminal.textarea?.setAttribute('aria-label', `터미널 ${panel.dataset.tab}, 나가려면 F8`);
  const forget = onTheme(() => (terminal.options.theme = colours()));
  fit.fit();

  const address = new URL(`/terminal/${encodeURIComponent(panel.dataset.tab)}`, location.href);
  address.protocol = address.protocol.replace('http', 'ws');
  let socket;
  let timer;
  let wait = FIRST_WAIT;
  let fresh = true;
  let over = false;
  let closing = false;
  // Whether something may stand on the line: what is chosen in the text then takes its place.
  let begun = false;
  const waiting = [];

  function dial() {
    said('connecting', fresh ? '연결하는 중' : '다시 잇는 중');
    address.search = query;
    address.searchParams.set('c', terminal.cols);
    address.searchParams.set('r', terminal.rows);
    socket = new WebSocket(address);
    socket.addEventListener('open', () => {
      wait = FIRST_WAIT;
      said('open', '');
      // The server sends the screen anew: what is shown would be doubled.
      if (!fresh) terminal.reset();
      fresh = false;
      over = false;
      send({ t: 'size', c: terminal.cols, r: terminal.rows });
      for (const frame of waiting.splice(0)) send(frame);
    });
    socket.addEventListener('message', (event) => hear(JSON.parse(event.data)));
    socket.addEventListener('close', () => {
      if (closing || over) return;
      said('lost', '끊겼습니다. 다시 잇는 중');
      timer = setTimeout(dial, wait + Math.random() * 300);
      wait = Math.min(LONGEST_WAIT, wait * 2);
    });
  }

  // The server sends on only when this is told, so that Ctrl-C finds little on its way.
  function shown(length) {
    if (socket.readyState === WebSocket.OPEN) send({ t: 'got', n: length });
  }

  function hear(frame) {
    if (frame.t === 'out') terminal.write(frame.d, () => shown(frame.d.length));
    else if (frame.t === 'hint') hinted(frame.d);
    else if (frame.t === 'ran') document.dispatchEvent(new CustomEvent('seodang:ran', { detail: frame }));
    else if (frame.t === 'closed' && !readOnly) {
      over = true;
      terminal.write(LEFT);
      left();
    }
  }

  function send(frame) {
    if (socket?.readyState === WebSocket.OPEN) socket.send(JSON.stringify(frame));
    // What is typed while there is no connection is lost on purpose: it would run unseen later.
    // A command chosen in the text before the first connection is kept.
    else if (fresh && frame.t === 'in') waiting.push(frame);
  }

  function type(text) {
    if (over) {
      if (!/[\r\n]/.test(text)) return;
      socket.close();
      dial();
      return;
    }
    begun = !/[\r\x03]$/.test(text);
    send({ t: 'in', d: text });
  }

  terminal.onData((text) => type(typed(text)));
  terminal.onResize(({ cols, rows }) => send({ t: 'size', c: cols, r: rows }));
  dial();

  return {
    terminal,
    search,
    fit: () => fit.fit(),
    type,
    replace: (text) => type((begun ? CLEAR_LINE : '') + text),
    /** Ends the shell too. */
    close() {
      closing = true;
      clearTimeout(timer);
      send({ t: 'end' });
      socket.close();
      forget();
      terminal.dispose();
    },
  };
}
