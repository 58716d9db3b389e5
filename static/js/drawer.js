// What is known of one object, beside the picture: opened by choosing it, kept fresh while it is
// open, closed with Escape, which gives the focus back.
import { announce } from './announce.js';
import { applyFragment } from './fragments.js';
import { problem } from './requests.js';

const CALM_DOWN = 400;

export function startDrawer(query) {
  const drawer = document.getElementById('drawer');
  let shown = null;
  let tab = 'glance';
  let opener = null;
  let timer;

  async function load() {
    const asked = shown;
    const address = new URL('/cluster/object', location.href);
    address.search = query;
    for (const [name, value] of Object.entries({ ...asked, tab })) address.searchParams.set(name, value);
    let response;
    try {
      response = await fetch(address, { headers: { 'HX-Request': 'true' } });
    } catch {
      return announce(problem(0));
    }
    const html = await response.text();
    if (asked !== shown) return;
    if (!response.ok) return announce(problem(response.status));
    applyFragment(html);
  }

  async function open(object, from) {
    shown = { kind: object.kind, namespace: object.namespace, name: object.name };
    opener = from ?? document.activeElement;
    mark();
    await load();
    drawer.hidden = false;
    drawer.querySelector('[role="tab"][aria-selected="true"]')?.focus({ preventScroll: true });
  }

  function close() {
    drawer.hidden = true;
    shown = null;
    mark();
    (opener?.isConnected ? opener : document.querySelector('.diagram .thing[tabindex="0"]'))?.focus?.({ preventScroll: true });
  }

  /** The object at hand stands out in the picture. */
  function mark() {
    for (const thing of document.querySelectorAll('.diagram .thing')) {
      const { kind, namespace, name } = thing.dataset;
      const chosen = shown && kind === shown.kind && namespace === shown.namespace && name === shown.name;
      thing.classList.toggle('is-chosen', Boolean(chosen));
    }
  }

  function choose(name) {
    tab = name;
    for (const button of drawer.querySelectorAll('[role="tab"]')) {
      const chosen = button.dataset.tab === name;
      button.ariaSelected = String(chosen);
      button.tabIndex = chosen ? 0 : -1;
      document.getElementById(`drawer-${button.dataset.tab}`).hidden = !chosen;
      if (chosen) button.focus();
    }
  }

  drawer.addEventListener('click', (event) => {
    if (event.target.closest('.drawer-close')) close();
    const button = event.target.closest('[role="tab"]');
    if (button) choose(button.dataset.tab);
  });
  drawer.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') close();
    const at = event.target.closest('[role="tab"]');
    const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!at || !by) return;
    const all = [...drawer.querySelectorAll('[role="tab"]')];
    choose(all[(all.indexOf(at) + by + all.length) % all.length].dataset.tab);
  });
  document.addEventListener('click', (event) => {
    const entry = event.target.closest?.('.outline-open');
    if (entry) open(entry.dataset, entry);
  });

  return {
    open,
    /** The picture changed: what the drawer tells may have, too. */
    refresh() {
      mark();
      if (!shown) return;
      clearTimeout(timer);
      timer = setTimeout(() => shown && load(), CALM_DOWN);
    },
  };
}
