// The models in this node's store: versions, chunks, what they share, and who runs them.

import { get } from './api.js';
import { h } from './dom.js';
import { brief, bytes, count } from './format.js';
import { api, bar, command, empty, facts, panel, pill, raw, table } from './parts.js';

export const topics = ['models', 'members'];

export async function load({ id }) {
  if (id) return { model: await get(`models/${encodeURIComponent(id)}`) };
  const [{ models }, { members }] = await Promise.all([get('models'), get('members')]);
  return { models, members };
}

export function render(data, { about }) {
  return data.model ? one(data.model) : all(data, about);
}

function all({ models, members }, about) {
  const names = [...new Set(models.map((model) => model.name))].sort();
  return [
    h('h1', {}, 'Models'),
    models.length === 0
      ? empty('No model is in this node’s store',
        h('p', {}, 'It fetches what rollouts bring, or takes what you push.'),
        command('Push a model', 'linnet', 'model', 'push', raw('DIR'), '--name', raw('NAME'), '--version', raw('VERSION'), ...api(about)))
      : null,
    names.map((name) => panel(name, table(name, ['Version', 'Stored here', 'Size', 'Chunks', 'Shared', 'Runs at', 'Manifest'],
      models.filter((model) => model.name === name).map((model) => ({
        key: model.digest,
        cells: [h('a', { href: `#/models/${model.digest}` }, model.version), stored(model), bytes(model.sizeBytes),
          `${model.storedChunks ?? '?'}/${model.chunks ?? '?'}`, shared(model), where(model, members),
          h('span', { class: 'mono soft' }, brief(model.digest))],
      }))))),
  ];
}

function stored(model) {
  const percent = model.sizeBytes === 0 ? 100 : Math.floor((100 * model.storedBytes) / model.sizeBytes);
  if (model.complete) return pill('READY');
  return [h('span', { class: 'count' }, `${percent} %`), bar(`${bytes(model.storedBytes)} of ${bytes(model.sizeBytes)} stored`, [
    { look: 'busy', n: model.storedBytes }, { look: 'none', n: model.sizeBytes - model.storedBytes }])];
}

/** Layers that did not change are the same chunks: stored and fetched once. */
function shared(model) {
  if (!model.sharedBytes) return h('span', { class: 'soft' }, 'nothing');
  return `${bytes(model.sharedBytes)} (${Math.round((100 * model.sharedBytes) / model.sizeBytes)} %)`;
}

function where(model, members) {
  const at = members.filter((member) => member.models?.[model.name] === model.version);
  if (at.length === 0) return h('span', { class: 'soft' }, 'nobody says so');
  const regions = new Map();
  for (const member of at) regions.set(member.region, (regions.get(member.region) ?? 0) + 1);
  return [...regions].map(([region, n]) => h('span', { class: 'version' }, region, h('span', { class: 'soft' }, ` ×${n}`)));
}

function one(model) {
  const shape = (tensor) => `${tensor.datatype} [${tensor.shape.map((size) => (size < 0 ? '?' : size)).join(', ')}]`;
  return [
    h('p', { class: 'crumbs' }, h('a', { href: '#/models' }, 'Models')),
    h('div', { class: 'headline' }, h('h1', {}, h('span', { class: 'name' }, model.name), ' ', model.version),
      pill(model.complete ? 'READY' : 'FETCHING')),
    facts([
      ['Size', bytes(model.sizeBytes)],
      ['Stored here', bytes(model.storedBytes)],
      ['Opset', model.opset],
      ['IR version', model.irVersion],
      model.origin && ['Origin', model.origin],
      ['Manifest', h('span', { class: 'mono', title: model.digest }, brief(model.digest))],
    ]),
    h('div', { class: 'split even' },
      panel('Inputs', table('Inputs', ['Name', 'Type'], model.inputs.map((it) => ({ key: it.name, cells: [it.name, h('span', { class: 'mono' }, shape(it))] })))),
      panel('Outputs', table('Outputs', ['Name', 'Type'], model.outputs.map((it) => ({ key: it.name, cells: [it.name, h('span', { class: 'mono' }, shape(it))] }))))),
    panel('Files', table('Files', ['Path', 'Size', 'Chunks', 'SHA-256'], model.files.map((file) => ({
      key: file.path,
      cells: [file.path, bytes(file.sizeBytes), file.chunks, h('span', { class: 'mono soft' }, brief(file.sha256))],
    })))),
    panel('Rollouts', model.rollouts.length === 0
      ? h('p', { class: 'soft' }, 'None that this node knows needs it.')
      : h('ul', { class: 'plain' }, model.rollouts.map((id) => h('li', {}, h('a', { class: 'mono', href: `#/rollouts/${id}` }, brief(id))))),
    h('p', { class: 'soft note' }, `${count(model.files.reduce((sum, file) => sum + file.chunks, 0), 'chunk')} in all.`)),
  ];
}
