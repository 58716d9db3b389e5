// A command in the text is typed into the terminal when it is chosen, and never run.
export function startChips({ type }) {
  document.addEventListener('click', (event) => {
    const chip = event.target.closest?.('button.command');
    if (chip) type(chip.dataset.command);
  });
  for (const chip of document.querySelectorAll('button.command')) chip.title = '터미널에 입력하기';
}
