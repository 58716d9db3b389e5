// Serves target/preview (see PagePreview in the tests) under the real policy, with a terminal that
// only echoes: to look at the lesson's page without the server. PORT, by default 8070.
import { createReadStream, existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createHash } from 'node:crypto';
import { extname, join, normalize } from 'node:path';

const root = new URL('..', import.meta.url).pathname;
const types = {
  '.html': 'text/html; charset=utf-8', '.css': 'text/css', '.js': 'text/javascript',
  '.svg': 'image/svg+xml', '.woff2': 'font/woff2', '.json': 'application/json',
};
const policy =
  "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'";

function place(url) {
  if (url.pathname.startsWith('/static/')) return join(root, 'static/dist', normalize(url.pathname.slice(8)));
  if (url.pathname === '/cluster/object') return join(root, `target/preview/drawer-${url.searchParams.get('tab')}.html`);
  return join(root, 'target/preview', `${normalize(url.pathname)}.html`);
}

const server = createServer((request, response) => {
  const url = new URL(request.url, 'http://localhost');
  if (url.pathname === '/cluster/events') {
    response.writeHead(200, { 'Content-Type': 'text/event-stream' });
    response.write(`event: time\ndata: ${JSON.stringify({ now: '2026-11-20T09:00:00Z', speed: 1, paused: false, canUndo: true })}\n\n`);
    return;
  }
  const file = place(url);
  if (!existsSync(file)) return response.writeHead(404).end();
  response.writeHead(200, { 'Content-Type': types[extname(file)] ?? 'text/plain', 'Content-Security-Policy': policy });
  createReadStream(file).pipe(response);
});

/** One text frame, short enough for a length in two bytes. */
function frame(text) {
  const body = Buffer.from(text);
  const head = body.length < 126 ? Buffer.from([0x81, body.length]) : Buffer.from([0x81, 126, body.length >> 8, body.length & 255]);
  return Buffer.concat([head, body]);
}

server.on('upgrade', (request, socket) => {
  const key = createHash('sha1')
    .update(`${request.headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`)
    .digest('base64');
  socket.write(`HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${key}\r\n\r\n`);
  const prompt = readFileSync(join(root, 'static/preview-terminal.txt'), 'utf8').replaceAll('\n', '\r\n').replaceAll('\\e', '\x1b').trimEnd();
  socket.write(frame(JSON.stringify({ t: 'out', d: `${prompt} ` })));
  socket.on('error', () => socket.destroy());
});
server.listen(Number(process.env.PORT ?? 8070), () => console.log(`http://localhost:${server.address().port}/busy`));
