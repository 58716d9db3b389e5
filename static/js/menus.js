// A menu closes when one clicks elsewhere, leaves it with Tab, or presses Escape.
export function startMenus() {
  for (const menu of document.querySelectorAll('details.menu')) {
    const close = () => menu.removeAttribute('open');
    document.addEventListener('click', (event) => {
      if (!menu.contains(event.target)) close();
    });
    menu.addEventListener('focusout', (event) => {
      if (event.relatedTarget && !menu.contains(event.relatedTarget)) close();
    });
    menu.addEventListener('keydown', (event) => {
      if (event.key !== 'Escape' || !menu.open) return;
      close();
      menu.querySelector('summary').focus();
    });
  }
}
