// Prints what the first lesson page weighs on the wire: the page and all it names, compressed as served.
const base = process.argv[2];
const jar = new Map();

async function get(path, init = {}) {
  const cookie = [...jar].map(([k, v]) => `${k}=${v}`).join('; ');
  const headers = { 'accept-encoding': 'gzip', cookie, origin: base, ...(init.headers ?? {}) };
  const answer = await fetch(new URL(path, base), { redirect: 'manual', ...init, headers });
  for (const line of answer.headers.getSetCookie()) {
    const [name, value] = line.split(';')[0].split('=');
    jar.set(name, value);
  }
  return answer;
}

async function weight(path) {
  const answer = await get(path);
  const declared = Number(answer.headers.get('content-length') ?? 0);
  const body = await answer.text();
  return { bytes: declared || Buffer.byteLength(body), body };
}

const home = await (await get('/')).text();
const token = home.match(/name="(_?csrf[^"]*)" value="([^"]+)"/i) ?? home.match(/content="([^"]+)" name="csrf|name="csrf-token" content="([^"]+)"/i);
const form = new URLSearchParams();
if (token) form.set(token[1], token[2]);
await get('/start', { method: 'POST', body: form, headers: { 'content-type': 'application/x-www-form-urlencoded' } });
const page = await weight('/lessons/0-2');
let total = page.bytes;
const seen = new Set();
for (const [, url] of page.body.matchAll(/(?:href|src)="(\/(?:static|webjars)\/[^"]+)"/g)) {
  if (!seen.has(url)) {
    seen.add(url);
    total += (await weight(url)).bytes;
  }
}
console.log(`| first lesson page, transferred (${seen.size + 1} requests, fonts apart) | ${Math.round(total / 1024)} KB | ≤ 400 KB |`);
