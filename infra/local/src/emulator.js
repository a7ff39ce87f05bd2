// Updates a page with `data-live`. Open and closed `details` stay as they are.
const main = document.querySelector('main:has([data-live])');
let last = main?.innerHTML;

/** Identifies a `details` within its login, whose steps only become more. */
function key(details) {
  const login = details.closest('article');
  return `${login?.id} ${[...(login ?? main).querySelectorAll('details')].indexOf(details)}`;
}

async function update() {
  const reply = document.hidden ? undefined : await fetch(location.href, { headers: { 'x-update': '1' } }).catch(() => undefined);
  if (!reply?.ok) return;
  const page = new DOMParser().parseFromString(await reply.text(), 'text/html');
  const next = page.querySelector('main').innerHTML;
  if (next === last) return;
  last = next;
  const shown = new Map([...main.querySelectorAll('details')].map((details) => [key(details), details.open]));
  main.innerHTML = next;
  for (const details of main.querySelectorAll('details')) {
    details.open = shown.get(key(details)) ?? details.open;
  }
}

if (main) setInterval(update, 2_000);
