// The pieces that several pages are made of.

import { h } from './dom.js';
import { age, count, instant, quoted } from './format.js';

// Word by word as in `linnet`, the API and the metrics; each with a sign beside its colour.
const LOOKS = {
  good: ['✓', ['PROMOTED', 'SERVING', 'ALIVE', 'HEALTHY', 'OK', 'READY', 'HEARD', 'OPENED', 'OPENS', 'PROVEN_HERE']],
  busy: ['▶', ['ROLLING', 'OPEN', 'TRIAL', 'FETCHING', 'VERIFYING', 'SHADOW', 'BAKING']],
  warn: ['!', ['PAUSED', 'SUSPECT', 'HELD', 'WARN', 'WARNING', 'SILENT', 'STALE', 'OUTSIDE_WINDOW', 'HALTED', 'NOT_READY']],
  bad: ['✕', ['ROLLED_BACK', 'ABORTED', 'FAILED', 'FELL_BACK', 'DEAD', 'UNHEALTHY', 'FAIL', 'FAILED_HERE', 'ALARM', 'ERROR']],
};
const LOOK_OF = new Map(
  Object.entries(LOOKS).flatMap(([look, [sign, words]]) => words.map((word) => [word, [look, sign]])));

export function look(word) {
  return LOOK_OF.get(word)?.[0] ?? 'mute';
}

/** A state as a word with its sign. */
export function pill(word) {
  const [kind, sign] = LOOK_OF.get(word) ?? ['mute', '·'];
  return h('span', { class: `pill ${kind}` }, h('span', { 'aria-hidden': 'true' }, sign), ` ${word}`);
}

/** A time that goes on being right: the page counts it up. */
export function ago(iso, after = ' ago') {
  return h('time', { datetime: iso, title: instant(iso), 'data-after': after }, age(iso) + after);
}

export function notice(kind, title, ...text) {
  return h('div', { class: `notice ${kind}`, role: kind === 'bad' ? 'alert' : 'status' },
    h('strong', {}, title), h('p', {}, ...text));
}

export function empty(title, ...rest) {
  return h('div', { class: 'empty' }, h('h2', {}, title), ...rest);
}

export function panel(title, ...children) {
  return h('section', { class: 'panel', 'data-key': title, 'aria-label': title }, h('h2', {}, title), ...children);
}

/** In the place of a value that there is none of; a narrow screen leaves the whole line out. */
export function none() {
  return h('span', { class: 'soft none' }, '–');
}

/** Names and values. */
export function facts(pairs) {
  return h('dl', { class: 'facts' }, pairs.filter(Boolean).map(([name, ...value]) =>
    h('div', {}, h('dt', {}, name), h('dd', {}, ...value))));
}

/**
 * A table; on a narrow screen each row is a block, with the names of its columns. Roles are said
 * outright, since a block that was a row is none to a screen reader.
 */
export function table(caption, columns, rows) {
  return h('table', { role: 'table', 'aria-label': caption },
    h('thead', { role: 'rowgroup' }, h('tr', { role: 'row' },
      columns.map((name) => h('th', { scope: 'col', role: 'columnheader' }, name)))),
    h('tbody', { role: 'rowgroup' }, rows.map(({ key, cells }) => h('tr', { role: 'row', 'data-key': key },
      cells.map((cell, i) => h(i === 0 ? 'th' : 'td',
        { role: i === 0 ? 'rowheader' : 'cell', scope: i === 0 ? 'row' : null, 'data-label': columns[i] }, h('div', {}, cell)))))));
}

/** Parts of a whole as a bar, said in words to who does not see it. */
export function bar(label, parts, marks = []) {
  const total = parts.reduce((sum, part) => sum + part.n, 0) || 1;
  const strip = h('span', { class: 'bar', role: 'img', 'aria-label': label, title: label },
    parts.filter((part) => part.n > 0).map((part) => h('span', { class: `part ${part.look}`, 'data-flex': part.n })),
    marks.filter((mark) => mark > 0 && mark < total).map((mark) =>
      h('span', { class: 'mark', 'data-left': (100 * mark) / total })));
  return sized(strip);
}

/** Sizes are set one by one: the page's policy knows no styles in markup. */
export function sized(root) {
  for (const part of root.querySelectorAll('[data-flex]')) part.style.flexGrow = part.dataset.flex;
  for (const mark of root.querySelectorAll('[data-left]')) mark.style.left = `${mark.dataset.left}%`;
  return root;
}

/** The votes of a jury, with the line that promotes. */
export function votes(jury) {
  const label = `${jury.healthy} healthy, ${jury.unhealthy} unhealthy, ${jury.ineligible ?? 0} ineligible, `
    + `${jury.silent} silent of ${count(jury.jury, 'juror')}; ${jury.promote} healthy promote, `
    + `${jury.rollback} unhealthy roll back`;
  return bar(label, [
    { look: 'good', n: jury.healthy },
    { look: 'bad', n: jury.unhealthy },
    { look: 'none', n: jury.silent },
    { look: 'mute', n: jury.ineligible ?? 0 },
  ], jury.verdict === 'NONE' ? [jury.promote] : []);
}

/** A command to run where the operator's key is. */
export function command(what, ...words) {
  const line = words.map((word) => (typeof word === 'string' ? quoted(word) : word.raw)).join(' ');
  return h('div', { class: 'command', 'data-key': line },
    h('span', { class: 'what' }, what),
    h('code', { tabindex: '0', role: 'group', 'aria-label': `Command: ${what}` }, line),
    h('button', { type: 'button', 'data-action': 'copy', 'data-text': line, 'aria-label': `Copy: ${what}` }, 'Copy'));
}

/** Words of a command that are ours, and need no quotes. */
export function raw(text) {
  return { raw: text };
}

/** Where this node's gRPC API is reached: a node that listens everywhere is where this page came from. */
export function reached({ grpc }) {
  return grpc.replace(/^(0\.0\.0\.0|\[::\])(?=:)/, location.hostname);
}

/** Where `linnet` reaches this node, and by what, if it must be said. */
export function api(about) {
  const address = reached(about);
  return [
    ...(address === '127.0.0.1:7781' ? [] : ['--api', address]),
    ...(location.protocol === 'https:' ? [raw('--api-ca CA.crt'), raw('--token-file FILE')] : []),
  ];
}

/** Events of the log, the latest first. */
export function events(list) {
  if (list.length === 0) return h('p', { class: 'soft' }, 'Nothing happened yet.');
  return h('ol', { class: 'events', tabindex: '0', 'aria-label': 'Events, the latest first' }, list.map((event) => h('li', { 'data-key': event.number, class: look(event.severity) },
    ago(event.at, ''),
    h('span', { class: 'kind' }, event.kind),
    h('span', { class: 'sentence' }, event.sentence))));
}
