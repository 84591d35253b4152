// All rollouts that the node knows, those under way first.

import { get } from './api.js';
import { h } from './dom.js';
import { brief } from './format.js';
import { ago, api, command, empty, panel, pill, raw, table } from './parts.js';
import { track } from './rollout.js';

export const topics = ['rollouts'];

const UNDER_WAY = ['ROLLING', 'PAUSED'];

export async function load() {
  const { rollouts } = await get('rollouts');
  const open = rollouts.filter((rollout) => UNDER_WAY.includes(rollout.state));
  const details = await Promise.all(open.map((rollout) => get(`rollouts/${rollout.id}`)));
  return { rollouts, details };
}

export function render({ rollouts, details }, { about }) {
  const ended = rollouts.filter((rollout) => !UNDER_WAY.includes(rollout.state));
  return [
    h('h1', {}, 'Rollouts'),
    rollouts.length === 0
      ? empty('Nothing was announced yet', h('p', {}, 'Push a model, write a plan, look at what it would do, and announce it.'))
      : null,
    details.map((rollout) => h('section', { class: 'panel', 'data-key': rollout.id, 'aria-label': `${rollout.model} ${rollout.version}` },
      h('div', { class: 'headline' },
        h('h2', {}, h('a', { href: `#/rollouts/${rollout.id}` }, rollout.model, ' ', rollout.version)),
        pill(rollout.state),
        h('span', { class: 'soft' }, 'announced by ', rollout.announcedBy, ' ', ago(rollout.announcedAt))),
      track(rollout))),
    ended.length > 0 && panel(details.length > 0 ? 'Ended' : 'All ended', table('Rollouts that ended',
      ['Rollout', 'State', 'Generation', 'Announced', 'By', 'Id'], ended.map((rollout) => ({
        key: rollout.id,
        cells: [
          h('a', { href: `#/rollouts/${rollout.id}` }, `${rollout.model} ${rollout.version}`),
          pill(rollout.state), rollout.generation, ago(rollout.announcedAt), rollout.announcedBy,
          h('span', { class: 'mono soft' }, brief(rollout.id)),
        ],
      })))),
    panel('Announce',
      h('p', { class: 'soft' }, 'A rollout is signed with an operator’s key, which never comes near a browser. Run these where the key is; any node takes them.'),
      command('What a plan would do', 'linnet', 'rollout', 'plan', raw('PLAN.yaml'), ...api(about)),
      command('Announce it', 'linnet', 'rollout', 'announce', raw('PLAN.yaml'), '--key', raw('OPERATOR.key'), ...api(about))),
  ];
}
