// What the cluster does, as the server tells it: picture, outline, steps, time, and the way of the
// last command. EventSource comes back by itself; until then the picture says that it may be old.
import { applyFragment } from './fragments.js';

export function startClusterEvents({ lesson, query, diagram, time, drawer }) {
  const address = new URL('/cluster/events', location.href);
  address.search = query;
  address.searchParams.set('lesson', lesson);
  const narrow = matchMedia('(max-width: 640px)');
  const link = document.getElementById('cluster-link');
  let source;
  let waited = 0;

  function listen() {
    address.searchParams.set('layout', narrow.matches ? 'tall' : 'wide');
    source = new EventSource(address);
    source.addEventListener('open', () => {
      waited = 0;
      link.hidden = true;
      document.body.dataset.link = 'open';
    });
    source.addEventListener('diagram', (event) => {
      diagram.morph(event.data);
      drawer.refresh();
    });
    for (const name of ['outline', 'steps']) {
      source.addEventListener(name, (event) => applyFragment(event.data));
    }
    source.addEventListener('journey', (event) => {
      applyFragment(event.data);
      diagram.travel();
    });
    source.addEventListener('time', (event) => time.set(JSON.parse(event.data)));
    source.addEventListener('error', lost);
  }

  function lost() {
    document.body.dataset.link = 'lost';
    link.textContent = '서버와 끊겼습니다. 그림이 지금과 다를 수 있습니다. 다시 잇는 중입니다.';
    link.hidden = false;
    // The browser gives up after an answer that is no stream: then it is on us to try again.
    if (source.readyState === EventSource.CLOSED) {
      waited = Math.min(30_000, Math.max(1000, waited * 2));
      setTimeout(listen, waited);
    }
  }
  listen();
  narrow.addEventListener('change', () => {
    source.close();
    listen();
  });
  addEventListener('pagehide', () => source.close());
}
