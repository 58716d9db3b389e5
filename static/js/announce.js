// A line at the foot of the page for what happened and is soon old news.
const STAYS = 4500;
let line;
let timer;

export function announce(text) {
  if (!line) {
    line = document.createElement('p');
    line.className = 'toast';
    line.setAttribute('role', 'status');
    document.body.append(line);
  }
  line.textContent = text;
  line.classList.add('is-shown');
  clearTimeout(timer);
  timer = setTimeout(() => line.classList.remove('is-shown'), STAYS);
}
