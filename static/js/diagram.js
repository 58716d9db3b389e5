// The picture in place: morphed by what the server draws, panned, zoomed, walked by keyboard.
import { Idiomorph } from 'idiomorph/dist/idiomorph.esm.js';
import { startMotion } from './motion.js';

const CLOSEST = 4;
// A projector may show it twice as large; more would be coarse.
const LARGEST = 2;
// Below this the smallest letters cannot be read: rather a part of the picture than all of it.
// A telephone shows a part in any case: then one that reads well.
const READABLE = 0.72;
const READS_WELL = 0.95;
const NARROW = 560;

export function startDiagram({ open }) {
  const canvas = document.getElementById('canvas');
  const picture = () => canvas.querySelector('#diagram');
  const area = () => picture().getBoundingClientRect();
  const motion = startMotion(canvas);
  // What is seen: the middle, in the picture's units, and how much larger than a fit it is.
  let look = { x: null, y: null, zoom: 1 };
  let whole = box(picture());

  function box(svg) {
    const [x, y, width, height] = svg.getAttribute('viewBox').split(' ').map(Number);
    return { x, y, width, height };
  }

  /** The scale of a zoom of 1: all of it when that can be read. */
  function least() {
    const { width, height } = area();
    const readable = width < NARROW ? READS_WELL : READABLE;
    return Math.min(LARGEST, Math.max(readable, Math.min(width / whole.width, height / whole.height)));
  }

  function draw() {
    const svg = picture();
    const frame = area();
    if (frame.width === 0 || frame.height === 0) return;
    const scale = least() * look.zoom;
    const width = frame.width / scale;
    const height = frame.height / scale;
    const x = kept(look.x, width, whole.x, whole.width, 0.5);
    const y = kept(look.y, height, whole.y, whole.height, 0);
    look.x = look.x === null ? null : x + width / 2;
    look.y = look.y === null ? null : y + height / 2;
    svg.setAttribute('viewBox', `${x} ${y} ${width} ${height}`);
    motion.view(svg.getAttribute('viewBox'));
    canvas.classList.toggle('is-zoomed', width < whole.width || height < whole.height);
  }

  /** The start of the window along one axis: never past the picture's edge, rested when it all fits. */
  function kept(middle, size, start, length, rest) {
    if (size >= length) return start - (size - length) * rest;
    const wanted = middle === null ? start : middle - size / 2;
    return Math.min(start + length - size, Math.max(start, wanted));
  }

  function zoom(by, at) {
    const before = look.zoom;
    look.zoom = Math.min(CLOSEST, Math.max(1, look.zoom * by));
    if (look.zoom === 1) look = { x: null, y: null, zoom: 1 };
    else hold(at, before);
    draw();
  }

  /** Keeps the point under the pointer, or the middle, where it is. */
  function hold(at, before) {
    const [x, y, width, height] = picture().getAttribute('viewBox').split(' ').map(Number);
    const px = at ? at.x : x + width / 2;
    const py = at ? at.y : y + height / 2;
    const ratio = before / look.zoom;
    look.x = px + (x + width / 2 - px) * ratio;
    look.y = py + (y + height / 2 - py) * ratio;
  }

  function pan(dx, dy) {
    const [x, y, width, height] = picture().getAttribute('viewBox').split(' ').map(Number);
    look.x = x + width / 2 - (dx * width) / area().width;
    look.y = y + height / 2 - (dy * height) / area().height;
    draw();
  }

  function point(event) {
    const [x, y, width, height] = picture().getAttribute('viewBox').split(' ').map(Number);
    const { left, top, width: wide, height: high } = area();
    return {
      x: x + ((event.clientX - left) / wide) * width,
      y: y + ((event.clientY - top) / high) * height,
    };
  }

  function startPointer() {
    const held = new Map();
    let moved = 0;
    canvas.addEventListener('pointerdown', (event) => {
      held.set(event.pointerId, event);
      moved = 0;
    });
    canvas.addEventListener('pointermove', (event) => {
      const last = held.get(event.pointerId);
      if (!last) return;
      const other = [...held.values()].find((one) => one.pointerId !== event.pointerId);
      if (other) {
        const apart = (one) => Math.hypot(one.clientX - other.clientX, one.clientY - other.clientY);
        zoom(apart(event) / Math.max(1, apart(last)), point(other));
      } else {
        pan(event.clientX - last.clientX, event.clientY - last.clientY);
      }
      moved += Math.abs(event.clientX - last.clientX) + Math.abs(event.clientY - last.clientY);
      if (moved > 6 && !canvas.hasPointerCapture(event.pointerId)) canvas.setPointerCapture(event.pointerId);
      held.set(event.pointerId, event);
    });
    for (const end of ['pointerup', 'pointercancel', 'lostpointercapture']) {
      canvas.addEventListener(end, (event) => held.delete(event.pointerId));
    }
    canvas.addEventListener('click', (event) => {
      const thing = event.target.closest('.thing');
      if (thing && moved <= 6) open(thing.dataset, thing);
    });
    canvas.addEventListener(
      'wheel',
      (event) => {
        if (!event.ctrlKey && !event.metaKey) {
          if (!canvas.classList.contains('is-zoomed')) return;
          event.preventDefault();
          return pan(-event.deltaX, -event.deltaY);
        }
        event.preventDefault();
        zoom(event.deltaY < 0 ? 1.15 : 1 / 1.15, point(event));
      },
      { passive: false },
    );
  }

  // One thing at a time is in the tab order; the arrow keys go to the nearest in their direction.
  const things = () => [...canvas.querySelectorAll('.thing')];

  function reachable() {
    const all = things();
    if (!all.some((thing) => thing.getAttribute('tabindex') === '0')) all[0]?.setAttribute('tabindex', '0');
  }

  function go(to) {
    for (const thing of things()) thing.setAttribute('tabindex', thing === to ? '0' : '-1');
    to.focus({ preventScroll: true });
    reveal(to);
  }

  function reveal(thing) {
    const frame = canvas.getBoundingClientRect();
    const it = thing.getBoundingClientRect();
    const dx = it.left < frame.left ? frame.left - it.left + 20 : Math.min(0, frame.right - it.right - 20);
    const dy = it.top < frame.top ? frame.top - it.top + 20 : Math.min(0, frame.bottom - it.bottom - 20);
    if (dx || dy) pan(dx, dy);
  }

  function nearest(from, key) {
    const middle = (element) => {
      const r = element.getBoundingClientRect();
      return { x: r.left + r.width / 2, y: r.top + r.height / 2 };
    };
    const here = middle(from);
    const [ux, uy] = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[key];
    let best = null;
    for (const thing of things()) {
      const there = middle(thing);
      const along = (there.x - here.x) * ux + (there.y - here.y) * uy;
      const across = Math.abs((there.x - here.x) * uy) + Math.abs((there.y - here.y) * ux);
      if (thing === from || along < 4) continue;
      const cost = along + across * 2;
      if (!best || cost < best.cost) best = { thing, cost };
    }
    return best?.thing;
  }

  canvas.addEventListener('keydown', (event) => {
    const thing = event.target.closest('.thing');
    if (thing && event.key.startsWith('Arrow')) {
      event.preventDefault();
      const next = nearest(thing, event.key);
      if (next) go(next);
    } else if (thing && (event.key === 'Enter' || event.key === ' ')) {
      event.preventDefault();
      open(thing.dataset, thing);
    } else if (['+', '=', '-', '0'].includes(event.key)) {
      zoom({ '+': 1.25, '=': 1.25, '-': 0.8, 0: 0 }[event.key]);
    }
  });

  document.querySelector('.pane-tools').addEventListener('click', (event) => {
    const how = event.target.closest('[data-zoom]')?.dataset.zoom;
    if (how) zoom({ in: 1.25, out: 0.8, fit: 0 }[how]);
  });

  const outline = document.getElementById('outline-pane');
  const toggle = document.getElementById('outline-switch');
  toggle.addEventListener('click', () => {
    outline.hidden = !outline.hidden;
    toggle.ariaPressed = String(!outline.hidden);
    if (!outline.hidden) outline.querySelector('button')?.focus();
  });

  // What belongs together lights up together: a workload and its Pods, a Service and its ways.
  const related = (event, on) => {
    const thing = event.target.closest?.('.thing');
    if (!thing) return;
    const whole = thing.classList.contains('folder') ? thing.parentElement : thing;
    for (const mark of whole.querySelectorAll('[data-pod]')) {
      const [namespace, name] = mark.dataset.pod.split('/');
      const tile = things().find(
        (one) => one.dataset.kind === 'Pod' && one.dataset.name === name && one.dataset.namespace === namespace,
      );
      tile?.classList.toggle('is-related', on);
    }
    for (const way of canvas.querySelectorAll('.way')) {
      if (thing.id === `gate-${way.dataset.gate}`) way.classList.toggle('is-related', on);
    }
  };
  for (const name of ['pointerover', 'focusin']) canvas.addEventListener(name, (event) => related(event, true));
  for (const name of ['pointerout', 'focusout']) canvas.addEventListener(name, (event) => related(event, false));

  startPointer();
  reachable();
  draw();

  return {
    refit: draw,
    travel: motion.travel,
    morph(svg) {
      const fresh = new DOMParser().parseFromString(svg, 'text/html').querySelector('svg');
      if (!fresh) return;
      whole = box(fresh);
      fresh.setAttribute('viewBox', picture().getAttribute('viewBox'));
      // The place in the tab order is the reader's, not the server's.
      const active = canvas.querySelector('.thing[tabindex="0"]')?.id;
      if (active) fresh.querySelector(`[id="${CSS.escape(active)}"]`)?.setAttribute('tabindex', '0');
      motion.before();
      Idiomorph.morph(picture(), fresh, { callbacks: motion.callbacks });
      motion.after();
      reachable();
      draw();
    },
  };
}
