// This node: what it serves and how fast, what is wrong with it, and what happened.

import { get } from './api.js';
import { h, svg } from './dom.js';
import { count, millis } from './format.js';
import { events, facts, panel, pill, reached, table } from './parts.js';

export const topics = ['events'];
export const everyMillis = 2000;

const MOST_SHOWN = 100;
const MOST_SAMPLES = 60;
const DIAGNOSED_EVERY_MILLIS = 15_000;
const DRIFT = ['DRIFT', 'PROBE_FAILED', 'PROBE_PASSES'];

/** What was seen between two looks, by model and version: kept while this page is open. */
const series = new Map();
let diagnosis = null;
let diagnosedAt = -Infinity;

export function enter() {
  series.clear();
  diagnosedAt = -Infinity;
}

export async function load() {
  const [serving, log] = await Promise.all([get('serving'), get('events')]);
  await diagnose();
  sample(serving);
  return { serving, log: log.events.reverse(), diagnosis };
}

/** Less often than the rest: a diagnosis dials peers and asks the disk. */
async function diagnose() {
  if (performance.now() - diagnosedAt < DIAGNOSED_EVERY_MILLIS) return;
  diagnosis = await get('doctor');
  diagnosedAt = performance.now();
}

function sample({ models }) {
  const now = performance.now();
  for (const { model, versions } of models) {
    for (const { version, answers, seconds } of versions) {
      const key = JSON.stringify([model, version]);
      const seen = series.get(key) ?? series.set(key, { points: [] }).get(key);
      if (seen.last && now > seen.last.now) {
        const n = answers - seen.last.answers;
        seen.rate = (1000 * n) / (now - seen.last.now);
        seen.points.push(n > 0 ? (seconds - seen.last.seconds) / n : null);
        if (seen.points.length > MOST_SAMPLES) seen.points.shift();
      }
      seen.last = { now, answers, seconds };
    }
  }
}

export function render({ serving, log, diagnosis: checks }, { about }) {
  const drift = log.filter((event) => DRIFT.includes(event.kind));
  return [
    h('div', { class: 'headline' }, h('h1', {}, 'Node ', h('span', { class: 'name' }, about.node)), pill(checks.state)),
    facts([
      ['Region', about.region], ['Mesh', about.mesh], ['Version', about.version],
      ['gRPC API', h('span', { class: 'mono' }, reached(about))],
    ]),
    panel('Serving', serving.models.length === 0
      ? h('p', { class: 'soft' }, 'This node serves no model yet.')
      : table('Serving', ['Model', 'State', 'Version', 'Answers', 'Rate', 'Time in the model', 'Longest lately', 'Errors'], serving.models.flatMap(rows))),
    h('div', { class: 'split even' },
      panel('Checks', h('ul', { class: 'checks' }, checks.checks.map((check) =>
        h('li', { 'data-key': check.check }, pill(check.state), h('span', { class: 'name' }, check.check), h('span', {}, check.sentence))))),
      panel('Drift and probes', drift.length === 0
        ? h('p', { class: 'soft' }, 'No drift was seen, and no probe failed.')
        : events(drift.slice(0, MOST_SHOWN)))),
    panel('Events', events(log.slice(0, MOST_SHOWN)),
      log.length > MOST_SHOWN && h('p', { class: 'soft note' }, `The latest ${MOST_SHOWN} of ${count(log.length, 'event')}; `, h('code', {}, 'linnet events'), ' prints all.')),
  ];
}

function rows(model) {
  const versions = model.versions.length > 0 ? model.versions : [{ version: '–', answers: 0, seconds: 0, recentMaxSeconds: 0 }];
  return versions.map((of) => {
    const seen = series.get(JSON.stringify([model.model, of.version]));
    const serves = of.version === model.version;
    return {
      key: `${model.model}/${of.version}`,
      cells: [h('span', { class: 'name' }, model.model), pill(serves ? 'SERVING' : model.ready ? 'WARM' : 'NOT_READY'),
        of.version, of.answers.toLocaleString('en'), seen?.rate === undefined ? '…' : `${seen.rate.toFixed(1)}/s`,
        latency(of, seen), of.recentMaxSeconds > 0 ? millis(of.recentMaxSeconds) : '–', serves ? model.failed.toLocaleString('en') : '–'],
    };
  });
}

/** The mean since the last look, and how it went since the page was opened. */
function latency(of, seen) {
  const points = (seen?.points ?? []).filter((it) => it !== null);
  const mean = points.at(-1) ?? (of.answers > 0 ? of.seconds / of.answers : null);
  if (mean === null) return h('span', { class: 'soft' }, 'no answers yet');
  return [h('span', { class: 'count' }, millis(mean)), points.length > 1 && spark(points)];
}

function spark(points) {
  const most = Math.max(...points);
  const step = 80 / Math.max(points.length - 1, 1);
  const line = points.map((value, i) => `${(i * step).toFixed(1)},${(18 - (16 * value) / most).toFixed(1)}`).join(' ');
  return svg('svg', { class: 'spark', viewBox: '0 0 80 20', role: 'img', 'aria-label': `between ${millis(Math.min(...points))} and ${millis(most)}` },
    svg('polyline', { points: line }));
}
