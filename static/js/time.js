// The time bar: stop, one step, speed, back, from the beginning. The cluster's clock is the server's;
// between two messages it is counted on here, by the same speed.
import { announce } from './announce.js';
import { post, problem } from './requests.js';

const twoDigits = (number) => String(number).padStart(2, '0');

export function startTime() {
  const bar = document.getElementById('timebar');
  const clock = document.getElementById('time-now');
  const speed = document.getElementById('time-speed');
  const dialog = document.getElementById('reset-dialog');
  let known = null;

  async function send(fields) {
    const response = await post('/cluster/time', fields);
    if (response?.ok) set(await response.json());
    else announce(problem(response?.status ?? 0));
    return response?.ok;
  }

  bar.addEventListener('click', (event) => {
    const action = event.target.closest('[data-time]')?.dataset.time;
    if (action === 'reset') dialog.showModal();
    else if (action === 'pause') send({ action: known?.paused ? 'resume' : 'pause' });
    else if (action) send({ action });
  });
  speed?.addEventListener('change', () => send({ action: 'speed', speed: speed.value }));
  dialog.querySelector('[data-time="reset-now"]').addEventListener('click', async () => {
    dialog.close();
    if (await send({ action: 'reset' })) location.reload();
  });

  function tell() {
    if (!known) return;
    const passed = known.paused ? 0 : (performance.now() - known.heard) * known.speed;
    const now = new Date(known.at + passed);
    clock.textContent = [now.getHours(), now.getMinutes(), now.getSeconds()].map(twoDigits).join(':');
    clock.title = now.toLocaleString('ko-KR');
  }
  setInterval(tell, 1000);

  /** What the server says: {now, speed, paused, canUndo}. */
  function set(time) {
    known = { ...time, at: Date.parse(time.now), heard: performance.now() };
    bar.dataset.paused = String(time.paused);
    bar.querySelector('[data-time="pause"]')?.setAttribute('aria-pressed', String(time.paused));
    const undo = bar.querySelector('[data-time="undo"]');
    if (undo) undo.disabled = !time.canUndo;
    if (speed) speed.value = String(time.speed);
    tell();
  }

  return { set };
}
