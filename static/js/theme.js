// Light or dark: as the system says until the reader chooses.
import { remember } from './memory.js';

const root = document.documentElement;
const system = matchMedia('(prefers-color-scheme: dark)');

export function isDark() {
  return root.dataset.theme ? root.dataset.theme === 'dark' : system.matches;
}

/** Calls back whenever the colours change, until what it answers is called. */
export function onTheme(callback) {
  system.addEventListener('change', callback);
  document.addEventListener('seodang:theme', callback);
  return () => {
    system.removeEventListener('change', callback);
    document.removeEventListener('seodang:theme', callback);
  };
}

export function startTheme() {
  const button = document.getElementById('theme-switch');
  if (!button) return;
  const label = () =>
    button.setAttribute('aria-label', isDark() ? '밝은 화면으로 바꾸기' : '어두운 화면으로 바꾸기');
  button.addEventListener('click', () => {
    root.dataset.theme = isDark() ? 'light' : 'dark';
    remember('theme', root.dataset.theme);
    document.dispatchEvent(new Event('seodang:theme'));
  });
  onTheme(label);
  label();
}
