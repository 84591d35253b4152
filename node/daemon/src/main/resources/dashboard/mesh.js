// Who is in the mesh, who was heard lately, and what runs where.

import { get } from './api.js';
import { h, svg } from './dom.js';
import { count, span } from './format.js';
import { bar, command, empty, none, notice, panel, pill, raw, table } from './parts.js';

export const topics = ['members', 'links'];

export async function load() {
  const [members, links] = await Promise.all([get('members'), get('links')]);
  return { members, links };
}

export function render({ members, links }, { about }) {
  const all = members.members;
  const regions = links.regions.map((link) => {
    const nodes = all.filter((member) => member.region === link.region);
    return { ...link, members: nodes };
  });
  return [
    h('h1', {}, 'Mesh ', h('span', { class: 'name' }, about.mesh)),
    ...warnings(regions, links),
    summary(all, regions),
    all.length < 2 ? alone(about) : h('div', { class: 'split' }, panel('Regions', regionTable(regions)), star(regions, links.silentAfterSeconds)),
    ...regions.map(nodesOf),
  ];
}

function warnings(regions, links) {
  const silent = regions.filter((region) => region.silent);
  if (silent.length === 0) return [];
  const names = silent.map((region) => region.region).join(', ');
  const longest = Math.max(...silent.map((region) => region.heardSecondsAgo ?? 0));
  const since = longest > 0 ? ` for ${span(longest)}` : '';
  if (links.cutOff) {
    const own = regions.find((region) => region.own)?.region ?? 'this region';
    return [notice('bad', `Region ${own} is cut off`,
      `No other region was heard${since}. What serves here goes on, and this region can still roll back by itself; `
      + 'nothing opens here on old news. What is shown of other regions is what was known then.')];
  }
  return [notice('warn', `No word from ${names}${since}`,
    'What serves there goes on, and those regions can roll back by themselves. Nothing opens here that waits for their news.')];
}

function summary(all, regions) {
  const of = (state) => all.filter((member) => member.state === state).length;
  const others = regions.filter((region) => !region.own);
  const heard = others.filter((region) => !region.silent).length;
  return h('ul', { class: 'figures' },
    figure(regions.length, regions.length === 1 ? 'region' : 'regions'),
    figure(all.length, all.length === 1 ? 'node' : 'nodes'),
    figure(of('ALIVE'), 'alive', 'good'),
    figure(of('SUSPECT'), 'suspect', of('SUSPECT') > 0 ? 'warn' : ''),
    figure(of('DEAD'), 'dead', of('DEAD') > 0 ? 'bad' : ''),
    others.length > 0 && figure(`${heard}/${others.length}`, 'other regions heard', heard < others.length ? 'warn' : ''));
}

function figure(n, words, kind = '') {
  return h('li', { class: kind }, h('strong', {}, n), ` ${words}`);
}

function alone(about) {
  return empty('No other node is known yet',
    h('p', {}, 'Enrol one where the mesh’s authority is, with this node as its seed, and start it there.'),
    command('Enrol a node', 'linnet', 'mesh', 'enroll', raw('DIR'), raw('NODE'), '--region', about.region, '--seed', raw('HOST:7700')));
}

function link(region) {
  if (region.own) return h('span', { class: 'soft' }, 'this node’s own');
  const heard = region.heardSecondsAgo === undefined ? 'never yet' : `${span(region.heardSecondsAgo)} ago`;
  return [pill(region.silent ? 'SILENT' : 'HEARD'), h('span', { class: 'soft' }, ` ${heard}`)];
}

/** How many nodes answer with which version of each model. */
function runs(nodes) {
  const models = new Map();
  for (const node of nodes) {
    for (const [model, version] of Object.entries(node.models ?? {})) {
      const versions = models.get(model) ?? models.set(model, new Map()).get(model);
      versions.set(version, (versions.get(version) ?? 0) + 1);
    }
  }
  if (models.size === 0) return h('span', { class: 'soft' }, 'nothing yet');
  return [...models].sort(([a], [b]) => (a < b ? -1 : 1)).map(([model, versions]) =>
    h('span', { class: 'runs' }, h('span', { class: 'name' }, model),
      [...versions].map(([version, n]) => h('span', { class: 'version' }, version, nodes.length > 1 && h('span', { class: 'soft' }, ` ×${n}`)))));
}

function life(nodes) {
  const of = (state) => nodes.filter((node) => node.state === state).length;
  const words = ['ALIVE', 'SUSPECT', 'DEAD'].filter((state) => of(state) > 0)
    .map((state) => `${of(state)} ${state.toLowerCase()}`).join(', ');
  return [h('span', { class: 'count' }, count(nodes.length, 'node')),
    bar(words, [
      { look: 'good', n: of('ALIVE') }, { look: 'warn', n: of('SUSPECT') }, { look: 'bad', n: of('DEAD') }])];
}

function regionTable(regions) {
  return table('Regions', ['Region', 'Nodes', 'Link', 'Runs'], regions.map((region) => ({
    key: region.region,
    cells: [h('span', { class: 'name' }, region.region), life(region.members), link(region), runs(region.members)],
  })));
}

function nodesOf(region) {
  return h('details', { class: 'panel', 'data-key': region.region, open: region.own },
    h('summary', {}, h('h2', {}, 'Nodes of ', h('span', { class: 'name' }, region.region)),
      h('span', { class: 'soft' }, count(region.members.length, 'node'))),
    table(`Nodes of ${region.region}`, ['Node', 'State', 'Runs', 'Labels', 'Mesh address'], region.members.map((node) => ({
      key: node.node,
      cells: [h('span', { class: 'name' }, node.node), pill(node.state), runs([node]), labels(node), h('span', { class: 'mono soft' }, node.address)],
    }))));
}

function labels(node) {
  if (node.labels === undefined) return h('span', { class: 'soft' }, 'not told: in no council');
  const pairs = Object.entries(node.labels);
  if (pairs.length === 0) return none();
  return pairs.map(([name, value]) => h('span', { class: 'label' }, `${name}=${value}`));
}

const MOST_DRAWN = 24;
const SIZE = 300;

/** The links from here: a node sees its own alone, so this is all that it could draw. */
function star(regions, silentAfter) {
  const others = regions.filter((region) => !region.own);
  if (others.length === 0 || others.length > MOST_DRAWN) return null;
  const own = regions.find((region) => region.own);
  const middle = { x: SIZE / 2, y: SIZE / 2 };
  const around = others.map((region, i) => {
    const angle = (2 * Math.PI * i) / others.length - Math.PI / 2;
    return { region, x: middle.x + 104 * Math.cos(angle), y: middle.y + 104 * Math.sin(angle) };
  });
  const words = others.map((region) => `${region.region} ${region.silent ? 'silent' : 'heard'}`).join(', ');
  return panel('Links from here',
    svg('svg', { class: 'star', viewBox: `0 0 ${SIZE} ${SIZE}`, role: 'img', 'aria-label': `Links from ${own?.region}: ${words}` },
      around.map(({ region, x, y }) => svg('line', { x1: middle.x, y1: middle.y, x2: x, y2: y, class: region.silent ? 'cut' : 'up' })),
      around.map(({ region, x, y }) => spot(region, x, y, region.silent ? 'cut' : 'up')),
      own && spot(own, middle.x, middle.y, 'own')),
    h('p', { class: 'soft note' }, `A region is silent when no message came from it for ${span(silentAfter)}.`));
}

function spot(region, x, y, kind) {
  const name = region.region.length > 14 ? `${region.region.slice(0, 13)}…` : region.region;
  return svg('g', { class: kind },
    svg('circle', { cx: x, cy: y, r: kind === 'own' ? 9 : 7 }),
    svg('text', { x, y: y < SIZE / 2 ? y - 14 : y + 24, 'text-anchor': 'middle' }, name));
}
