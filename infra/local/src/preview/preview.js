// Shows what has changed as soon as a file is saved, keeps what was typed while it does, and lets each frame
// be as high as its page. The preview is of use without it, too.

const main = document.querySelector('main');
const live = document.querySelector('#live');
/** How long to wait for an emulator that does not answer, in milliseconds. */
const patience = 1000;

/** The frames in which somebody has typed, until they show another page. */
const typed = new WeakSet();

function frames(within) {
  return [...within.querySelectorAll('iframe')];
}

/** Takes care of a frame: now, if it has loaded, and whenever it loads. */
function attend(frame) {
  frame.addEventListener('load', () => settle(frame));
  if (frame.contentDocument?.readyState === 'complete') settle(frame);
}

function settle(frame) {
  const page = frame.contentDocument;
  if (!page?.documentElement || page.URL === 'about:blank') return;
  typed.delete(frame);
  const fit = () => {
    const { height } = page.documentElement.getBoundingClientRect();
    if (height) frame.style.height = `${Math.ceil(height)}px`;
  };
  fit();
  new ResizeObserver(fit).observe(page.documentElement);
  page.addEventListener('input', () => typed.add(frame));
  page.addEventListener('click', (event) => {
    const link = event.target.closest?.('a[href]');
    if (!link || link.target || link.origin === location.origin) return;
    event.preventDefault();
    tell(`This leads to ${link.href}. The preview stays here.`);
  });
}

/** Says something above the page. */
function tell(words) {
  let told = document.querySelector('#told');
  if (!told) {
    told = document.createElement('p');
    told.id = 'told';
    told.setAttribute('role', 'status');
    document.querySelector('#stage')?.prepend(told);
  }
  told.textContent = words;
}

/** Shows a frame's page anew: one that was sent or typed in with the same answers, any other from its start. */
function renew(frame) {
  const page = frame.contentDocument;
  if (!page || page.URL === 'about:blank') return;
  const form = page.querySelector('form');
  if (form && (typed.has(frame) || page.URL !== frame.src)) {
    const again = page.createElement('input');
    again.type = 'hidden';
    again.name = '.again';
    again.value = page.querySelector('.summary') ? 'errors' : 'plain';
    // By their prototypes, as a field may be called `append` or `submit`.
    Element.prototype.append.call(form, again);
    HTMLFormElement.prototype.submit.call(form);
  } else {
    frame.contentWindow.location.replace(frame.src);
  }
}

/** Takes what this page shows now from the emulator. */
async function refresh() {
  const response = await fetch(location.href, { cache: 'no-store' });
  const fresh = new DOMParser().parseFromString(await response.text(), 'text/html');
  const content = fresh.querySelector('main');
  const [old, bench] = [main, content].map((element) => element.querySelector('#bench'));
  const notice = main.querySelector('#notice');
  document.title = fresh.title;
  if (old && !bench) {
    // Faults: they replace the form, which is kept until they are fixed.
    notice.replaceChildren(...content.childNodes);
    old.hidden = true;
  } else if (old && same(old, bench)) {
    notice.replaceChildren();
    old.hidden = false;
    const [controls, now] = [old, bench].map((element) => element.querySelector('#controls'));
    if (controls.outerHTML !== now.outerHTML) controls.replaceWith(now);
    frames(old).forEach(renew);
  } else {
    main.replaceChildren(...content.childNodes);
    frames(main).forEach(attend);
  }
  document.querySelector('header nav').replaceChildren(...fresh.querySelector('header nav').childNodes);
  main.dataset.version = content.dataset.version;
}

/** Whether two benches have the same frames. */
function same(one, other) {
  const [ours, theirs] = [one, other].map((bench) => frames(bench).map((frame) => frame.getAttribute('src')));
  return ours.length === theirs.length && ours.every((src, index) => src === theirs[index]);
}

/** Until the page is seen: one that is not need not know. */
function seen() {
  if (!document.hidden) return Promise.resolve();
  return new Promise((resolve) => document.addEventListener('visibilitychange', resolve, { once: true }));
}

function show(state, words) {
  if (live.className === `quiet ${state}`) return;
  live.className = `quiet ${state}`;
  live.textContent = words;
}

async function watch() {
  for (;;) {
    await seen();
    // Browsers have but six connections to a host, so a page that is hidden gives its own up.
    const hidden = new AbortController();
    const hide = () => document.hidden && hidden.abort();
    document.addEventListener('visibilitychange', hide);
    try {
      show('on', 'Follows the files.');
      const since = encodeURIComponent(main.dataset.version);
      const response = await fetch(`/preview/changes.json?since=${since}`, { signal: hidden.signal });
      if (!response.ok) throw new Error(response.statusText);
      const { version } = await response.json();
      if (version !== main.dataset.version) await refresh();
    } catch {
      if (hidden.signal.aborted) continue;
      show('off', 'The emulator does not answer.');
      await new Promise((resolve) => setTimeout(resolve, patience));
    } finally {
      document.removeEventListener('visibilitychange', hide);
    }
  }
}

frames(main).forEach(attend);
watch();
