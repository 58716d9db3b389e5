// When a step is passed: its stamp comes down, the next step comes into sight, and it is said.
import { announce } from './announce.js';

const calm = matchMedia('(prefers-reduced-motion: reduce)');

export function startSteps() {
  let passed = Number(document.getElementById('task')?.dataset.passed ?? 0);
  document.addEventListener('seodang:changed', (event) => {
    if (event.target.id !== 'task') return;
    const now = Number(event.target.dataset.passed);
    if (now > passed) reached(event.target.dataset.step, now - passed);
    passed = now;
  });
}

function reached(step, count) {
  for (const stamp of [...document.querySelectorAll('.step-head .stamp')].slice(-count)) {
    if (!calm.matches) stamp.classList.add('is-new');
  }
  const next = step ? document.getElementById(`step-${step}`) : document.getElementById('finish');
  next?.scrollIntoView({ behavior: calm.matches ? 'auto' : 'smooth', block: 'start' });
  announce(step ? '통과했습니다. 다음 단계가 열렸습니다.' : '모든 단계를 마쳤습니다. 정리와 퀴즈가 열렸습니다.');
}
