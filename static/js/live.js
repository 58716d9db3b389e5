// A page that changes as others work: an element with `data-live="/classes/3/events"` listens there,
// and every event it is sent is a fragment.
import { announce } from './announce.js';
import { applyFragment, startFragments } from './fragments.js';

startFragments();
for (const element of document.querySelectorAll('[data-live]')) {
  const source = new EventSource(element.dataset.live);
  let lost = false;
  for (const name of (element.dataset.events ?? 'message').split(/[\s,]+/)) {
    source.addEventListener(name, (event) => applyFragment(event.data));
  }
  source.addEventListener('error', () => {
    if (!lost) announce('연결이 끊겼습니다. 다시 잇는 중입니다.');
    lost = true;
    element.dataset.link = 'lost';
  });
  source.addEventListener('open', () => {
    if (lost) announce('다시 이어졌습니다.');
    lost = false;
    element.dataset.link = 'open';
  });
}
