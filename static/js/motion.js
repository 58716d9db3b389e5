// Motion shows cause and effect and nothing else: what arrives grows in, what goes fades where it
// stood, and the numbers of the last command run their way. Nothing moves for whoever asked for that.
const SVG = 'http://www.w3.org/2000/svg';
const calm = matchMedia('(prefers-reduced-motion: reduce)');
const HOP = 260;
const FADE = 240;
const MOST = 14;

export function startMotion(canvas) {
  const layer = document.createElementNS(SVG, 'svg');
  layer.setAttribute('class', 'motion');
  layer.setAttribute('aria-hidden', 'true');
  canvas.append(layer);
  let known = new Set();
  let journey = 0;
  let told = newest();

  /** The newest trace entry that the list tells of. */
  function newest() {
    return Math.max(0, ...[...document.querySelectorAll('#journey li')].map((step) => Number(step.dataset.entry)));
  }

  const isThing = (node) => node.nodeType === Node.ELEMENT_NODE && node.matches('.thing, .workload') && node.id;

  /** Leaves a fading copy of what is taken away. */
  function farewell(node) {
    if (calm.matches || !isThing(node)) return;
    const copy = node.cloneNode(true);
    for (const one of [copy, ...copy.querySelectorAll('[id]')]) one.removeAttribute('id');
    layer.append(copy);
    copy.animate([{ opacity: 0.8 }, { opacity: 0 }], { duration: FADE, easing: 'ease-out' }).finished.finally(
      () => copy.remove(),
    );
  }

  function arrive(node) {
    node.animate([{ opacity: 0 }, { opacity: 1 }], { duration: FADE, easing: 'ease-out' });
  }

  function centre(place) {
    const element = canvas.querySelector(`[data-place="${CSS.escape(place)}"] .box`);
    if (!element) return null;
    const { x, y, width, height } = element.getBBox();
    return { x: x + width / 2, y: y + Math.min(19, height / 2) };
  }

  async function run(number, path, refused, mine) {
    const points = path.map(centre).filter(Boolean);
    if (points.length < 2) return;
    const dot = document.createElementNS(SVG, 'g');
    dot.setAttribute('class', refused ? 'traveller refused' : 'traveller');
    const circle = document.createElementNS(SVG, 'circle');
    circle.setAttribute('r', '9');
    const text = document.createElementNS(SVG, 'text');
    text.setAttribute('class', 'number middle');
    text.setAttribute('y', '4');
    text.textContent = number;
    dot.append(circle, text);
    layer.append(dot);
    const frames = points.map(({ x, y }) => ({ transform: `translate(${x}px, ${y}px)` }));
    try {
      await dot.animate(frames, { duration: HOP * (points.length - 1), easing: 'ease-in-out', fill: 'forwards' })
        .finished;
    } finally {
      dot.remove();
    }
    return mine;
  }

  return {
    view: (viewBox) => layer.setAttribute('viewBox', viewBox),
    before() {
      known = new Set([...canvas.querySelectorAll('#diagram .thing')].map((thing) => thing.id));
    },
    after() {
      if (calm.matches || known.size === 0) return;
      for (const thing of canvas.querySelectorAll('#diagram .thing')) if (!known.has(thing.id)) arrive(thing);
    },
    callbacks: {
      beforeNodeRemoved(node) {
        farewell(node);
        return true;
      },
    },
    /** Runs the steps that are new, one after another; still newer ones cut it short. */
    async travel() {
      const steps = [...document.querySelectorAll('#journey li')].filter((step) => Number(step.dataset.entry) > told);
      if (steps.length === 0) return;
      told = newest();
      const mine = ++journey;
      if (calm.matches) return;
      for (const step of steps.slice(0, MOST)) {
        if (mine !== journey) return;
        step.classList.add('is-running');
        await run(step.querySelector('.journey-number').textContent, step.dataset.path.split(' '), step.classList.contains('is-refused'), mine);
        step.classList.remove('is-running');
      }
    },
  };
}
