// Updates the page when a file is saved, without losing typed answers, and adjusts the height of each frame to its
// page. The preview also works without JavaScript.

const main = document.querySelector('main');
const live = document.querySelector('#live');
/** The time before another request if the emulator does not respond, in milliseconds. */
const retryDelay = 1000;

// On a narrow screen, the settings are folded.
const narrow = matchMedia('(max-width: 56rem)');
function fold() {
  const settings = document.querySelector('#controls details');
  if (settings) settings.open = !narrow.matches;
}
fold();
narrow.addEventListener('change', fold);

/** The frames with a changed input, until they load another page. */
const changedFrames = new WeakSet();

function frames(within) {
  return [...within.querySelectorAll('iframe')];
}

/** Prepares a frame whenever it loads, and now if it has loaded. */
function observe(frame) {
  frame.addEventListener('load', () => prepare(frame));
  if (frame.contentDocument?.readyState === 'complete') prepare(frame);
}

function prepare(frame) {
  const page = frame.contentDocument;
  if (!page?.documentElement || page.URL === 'about:blank') return;
  changedFrames.delete(frame);
  adjustHeight(frame, page);
  new ResizeObserver(() => adjustHeight(frame, page)).observe(page.documentElement);
  page.addEventListener('input', () => changedFrames.add(frame));
  page.addEventListener('click', (event) => {
    const link = event.target.closest?.('a[href]');
    if (!link || link.target || link.origin === location.origin) return;
    event.preventDefault();
    report(`This link leads to ${link.href}. The preview does not follow it.`);
  });
}

/** Sets the height of a frame to that of its page. */
function adjustHeight(frame, page) {
  const { height } = page.documentElement.getBoundingClientRect();
  if (height) frame.style.height = `${Math.ceil(height)}px`;
}

/** Shows a message above the page. */
function report(text) {
  let message = document.querySelector('#message');
  if (!message) {
    message = document.createElement('p');
    message.id = 'message';
    message.setAttribute('role', 'status');
    document.querySelector('#stage')?.prepend(message);
  }
  message.textContent = text;
}

/** Reloads a frame. A page that was submitted or has changed inputs is requested with the same answers. */
function reload(frame) {
  const page = frame.contentDocument;
  if (!page || page.URL === 'about:blank') return;
  const form = page.querySelector('form');
  if (form && (changedFrames.has(frame) || page.URL !== frame.src)) {
    const refresh = page.createElement('input');
    refresh.type = 'hidden';
    refresh.name = '.refresh';
    refresh.value = page.querySelector('.summary') ? 'errors' : 'plain';
    // From the prototypes, because a field can be named `append` or `submit`.
    Element.prototype.append.call(form, refresh);
    HTMLFormElement.prototype.submit.call(form);
  } else {
    frame.contentWindow.location.replace(frame.src);
  }
}

/** Replaces the content of this page with its current version. */
async function refresh() {
  const response = await fetch(location.href, { cache: 'no-store' });
  const fresh = new DOMParser().parseFromString(await response.text(), 'text/html');
  const content = fresh.querySelector('main');
  const [old, viewer] = [main, content].map((element) => element.querySelector('#viewer'));
  const notice = main.querySelector('#notice');
  document.title = fresh.title;
  if (old && !viewer) {
    // The files have errors, which replace the viewer. It is only hidden, so that its answers are not lost.
    notice.replaceChildren(...content.childNodes);
    old.hidden = true;
  } else if (old && hasSameFrames(old, viewer)) {
    notice.replaceChildren();
    old.hidden = false;
    const [controls, current] = [old, viewer].map((element) => element.querySelector('#controls'));
    current.querySelector('details').open = controls.querySelector('details').open;
    if (controls.outerHTML !== current.outerHTML) controls.replaceWith(current);
    frames(old).forEach(reload);
  } else {
    main.replaceChildren(...content.childNodes);
    fold();
    frames(main).forEach(observe);
  }
  document.querySelector('header nav').replaceChildren(...fresh.querySelector('header nav').childNodes);
  main.dataset.version = content.dataset.version;
}

/** Returns true if two viewers have the same frames. */
function hasSameFrames(one, other) {
  const [ours, theirs] = [one, other].map((viewer) => frames(viewer).map((frame) => frame.getAttribute('src')));
  return ours.length === theirs.length && ours.every((src, index) => src === theirs[index]);
}

/** Waits until the page is visible. */
function visible() {
  if (!document.hidden) return Promise.resolve();
  return new Promise((resolve) => document.addEventListener('visibilitychange', resolve, { once: true }));
}

function showStatus(state, text) {
  if (live.className === `quiet ${state}`) return;
  live.className = `quiet ${state}`;
  live.textContent = text;
}

async function watch() {
  for (;;) {
    await visible();
    // A browser opens only six connections to a host, so a hidden page closes its own.
    const hidden = new AbortController();
    const hide = () => document.hidden && hidden.abort();
    document.addEventListener('visibilitychange', hide);
    try {
      showStatus('on', 'Updates when files change.');
      const since = encodeURIComponent(main.dataset.version);
      const response = await fetch(`/preview/changes.json?since=${since}`, { signal: hidden.signal });
      if (!response.ok) throw new Error(response.statusText);
      const { version } = await response.json();
      if (version !== main.dataset.version) await refresh();
    } catch {
      if (hidden.signal.aborted) continue;
      showStatus('off', 'The emulator does not respond.');
      await new Promise((resolve) => setTimeout(resolve, retryDelay));
    } finally {
      document.removeEventListener('visibilitychange', hide);
    }
  }
}

frames(main).forEach(observe);
watch();
