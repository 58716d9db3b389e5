// Runs before the first paint: what a reader chose on this device, so that nothing jumps.
const root = document.documentElement;

function kept(key) {
  try {
    return localStorage.getItem(`seodang.${key}`);
  } catch {
    return null; // Storage may be forbidden; then the page is as it comes.
  }
}

const theme = kept('theme');
if (theme === 'light' || theme === 'dark') root.dataset.theme = theme;
for (const name of ['split-x', 'split-y']) {
  const value = Number.parseFloat(kept(name) ?? '');
  if (value >= 15 && value <= 85) root.style.setProperty(`--${name}`, `${value}%`);
}
