// Prints what the first lesson page weighs on the wire: the page and all that it names, as served.
import http from 'node:http';
import { gunzipSync } from 'node:zlib';

const base = process.argv[2];
const jar = new Map();

function send(path, { method = 'GET', body = '' } = {}) {
  const headers = {
    accept: 'text/html,*/*',
    'accept-encoding': 'gzip',
    cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; '),
    origin: base,
  };
  if (body) headers['content-type'] = 'application/x-www-form-urlencoded';
  return new Promise((resolve, reject) => {
    const request = http.request(new URL(path, base), { method, headers }, (answer) => {
      const parts = [];
      answer.on('data', (part) => parts.push(part));
      answer.on('end', () => {
        for (const line of answer.headers['set-cookie'] ?? []) {
          const pair = line.split(';')[0];
          jar.set(pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1));
        }
        const wire = Buffer.concat(parts);
        const whole = answer.headers['content-encoding'] === 'gzip' ? gunzipSync(wire) : wire;
        resolve({ status: answer.statusCode, location: answer.headers.location, bytes: wire.length, text: whole.toString() });
      });
    });
    request.on('error', reject);
    request.end(body);
  });
}

const home = (await send('/')).text;
const csrf = home.match(/name="csrf" value="([^"]+)"/)?.[1] ?? '';
const start = await send('/start', { method: 'POST', body: new URLSearchParams({ csrf }).toString() });
if (start.status >= 400) throw new Error(`/start answered ${start.status}`);
const page = await send('/lessons/0-2');
if (page.status !== 200) throw new Error(`/lessons/0-2 answered ${page.status} ${page.location ?? ''}`);

let total = page.bytes;
const seen = new Set();
const wanted = [['/lessons/0-2', page.text]];
while (wanted.length > 0) {
  const [from, text] = wanted.pop();
  for (const [, url] of text.matchAll(/(?:href|src|from|import|url)\s*[=(]?\s*["'(]([\w./@-]+\.(?:js|mjs|css|svg))["')]/g)) {
    const path = new URL(url, new URL(from, base)).pathname;
    if (seen.has(path)) continue;
    seen.add(path);
    const part = await send(path);
    if (part.status !== 200) throw new Error(`${path} answered ${part.status}`);
    total += part.bytes;
    if (/\.(m?js|css)$/.test(path)) wanted.push([path, part.text]);
  }
}
console.log(`| first lesson page, transferred (${seen.size + 1} requests, fonts apart) | ≤ 400 KB, nothing from elsewhere | ${Math.round(total / 1024)} KB |`);
