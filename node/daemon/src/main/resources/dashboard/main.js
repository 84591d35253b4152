// Which page is shown, and when it is drawn anew.

import { get, Live } from './api.js';
import { h } from './dom.js';
import { age } from './format.js';
import * as mesh from './mesh.js';
import * as models from './models.js';
import { morph } from './morph.js';
import * as node from './node.js';
import { notice, sized } from './parts.js';
import * as rollout from './rollout.js';
import * as rollouts from './rollouts.js';

const AT_LEAST_EVERY_MILLIS = 15000;
const content = document.getElementById('content');

let about = null;
let current = null;
let turn = 0;
let timer = 0;

function route() {
  const [name = '', id] = location.hash.replace(/^#\/?/, '').split('/').map(decodeURIComponent);
  switch (name) {
    case 'rollouts': return { name, page: id ? rollout : rollouts, params: { id }, title: 'Rollouts' };
    case 'models': return { name, page: models, params: { id }, title: 'Models' };
    case 'node': return { name, page: node, params: {}, title: 'Node' };
    default: return { name: 'mesh', page: mesh, params: {}, title: 'Mesh' };
  }
}

function navigate() {
  current = route();
  current.page.enter?.();
  for (const link of document.querySelectorAll('[data-page]')) {
    if (link.dataset.page === current.name) link.setAttribute('aria-current', 'page');
    else link.removeAttribute('aria-current');
  }
  document.title = about ? `${current.title} · ${about.node} · Linnet` : 'Linnet';
  current.fresh = true;
  draw();
}

/** Draws what the node says now. Of several under way the latest counts. */
async function draw() {
  const mine = ++turn;
  const shown = current;
  clearTimeout(timer);
  let drawn;
  try {
    about ??= await met();
    const data = await shown.page.load(shown.params);
    drawn = shown.page.render(data, { about });
  } catch (error) {
    if (mine !== turn) return;
    // What was shown stays while the node does not answer; the mark in the corner says so.
    if (shown.fresh || error.status) show(shown, [h('h1', {}, shown.title), notice('bad', 'This cannot be shown', error.message)]);
    timer = setTimeout(draw, AT_LEAST_EVERY_MILLIS / 5);
    return;
  }
  if (mine !== turn) return;
  show(shown, drawn.flat(Infinity).filter(Boolean));
  timer = setTimeout(draw, shown.page.everyMillis ?? AT_LEAST_EVERY_MILLIS);
}

function show(shown, drawn) {
  drawn.forEach(sized);
  if (shown.fresh) {
    const first = content.dataset.page === undefined;
    content.replaceChildren(...drawn);
    shown.fresh = false;
    content.dataset.page = shown.name;
    scrollTo(0, 0);
    // Who loads the document starts at its top; who comes from another page, at the new one.
    if (!first) content.focus({ preventScroll: true });
  } else {
    morph(content, drawn);
  }
  content.dataset.drawn = String(turn);
}

async function met() {
  const found = await get('about');
  document.getElementById('whoami').replaceChildren(
    h('span', { class: 'name' }, found.node), h('span', { class: 'soft' }, ` ${found.region}`));
  document.title = `${current.title} · ${found.node} · Linnet`;
  return found;
}

let soon = 0;

/** News come in bursts: one look a quarter of a second after the first. */
function drawSoon() {
  soon ||= setTimeout(() => {
    soon = 0;
    draw();
  }, 250);
}

const WORDS = { LIVE: 'Live', POLLING: 'Asks every 3 s', LOST: 'No answer' };

new Live({
  state(word) {
    const mark = document.getElementById('live');
    mark.textContent = WORDS[word];
    mark.className = word === 'LIVE' ? 'live on' : `live ${word.toLowerCase()}`;
  },
  changed(topics) {
    if (current?.page.topics.some((topic) => topics.includes(topic))) drawSoon();
  },
  log(event) {
    document.getElementById('said').textContent = `${event.kind}: ${event.sentence}`;
    if (current?.page.topics.includes('events') || event.about?.rollout) drawSoon();
  },
  restarted() {
    about = null;
    drawSoon();
  },
});

document.addEventListener('click', async (click) => {
  const control = click.target.closest('[data-action]');
  if (control?.dataset.action === 'skip') {
    click.preventDefault();
    content.focus();
  }
  if (control?.dataset.action === 'copy') {
    await copy(control);
  }
});

async function copy(button) {
  try {
    await navigator.clipboard.writeText(button.dataset.text);
    document.getElementById('said').textContent = 'Copied';
    button.textContent = 'Copied';
  } catch {
    // Without leave to write there, the text is at least marked for the reader's own keys.
    getSelection().selectAllChildren(button.previousElementSibling);
    button.textContent = 'Marked';
  }
  setTimeout(() => (button.textContent = 'Copy'), 1500);
}

setInterval(() => {
  for (const time of document.querySelectorAll('time[data-after]')) {
    const text = age(time.dateTime) + time.dataset.after;
    if (time.textContent !== text) time.textContent = text;
  }
}, 1000);

addEventListener('hashchange', navigate);
navigate();
