// HTML from the server, each element of which takes the place of the one with its id. The place is
// changed, not replaced: focus, selection and scrolling stay.
import { Idiomorph } from 'idiomorph/dist/idiomorph.esm.js';

const options = { ignoreActiveValue: true };

export function applyFragment(html) {
  const parsed = new DOMParser().parseFromString(`<body>${html}`, 'text/html');
  for (const fresh of [...parsed.body.children]) {
    const place = fresh.id && document.getElementById(fresh.id);
    if (!place || place.isEqualNode(fresh)) continue;
    Idiomorph.morph(place, fresh, options);
    const now = document.getElementById(fresh.id);
    globalThis.htmx?.process(now);
    now?.dispatchEvent(new CustomEvent('seodang:changed', { bubbles: true }));
  }
}

/** Buttons marked `data-fragment` get such HTML as the answer to their request. */
export function startFragments() {
  document.body.addEventListener('htmx:afterRequest', ({ detail }) => {
    if (detail.successful && detail.elt.hasAttribute('data-fragment')) applyFragment(detail.xhr.responseText);
  });
}
