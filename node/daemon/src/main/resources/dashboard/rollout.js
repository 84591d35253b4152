// One rollout: how far it is, who judged it how, why this node does what it does, and what happened.

import { get } from './api.js';
import { h } from './dom.js';
import { brief, count, instant, measured } from './format.js';
import { ago, api, command, events, facts, look, none, notice, panel, pill, raw, table, votes } from './parts.js';

export const topics = ['rollouts', 'links'];

export async function load({ id }) {
  const rollout = await get(`rollouts/${encodeURIComponent(id)}`);
  const [why, log] = await Promise.all([
    get(`rollouts/${rollout.id}/explain`),
    get(`events?rollout=${rollout.id}`),
  ]);
  return { rollout, why, log: log.events.reverse() };
}

export function render({ rollout, why, log }, { about }) {
  return [
    h('p', { class: 'crumbs' }, h('a', { href: '#/rollouts' }, 'Rollouts')),
    h('div', { class: 'headline' }, h('h1', {}, h('span', { class: 'name' }, rollout.model), ' ', rollout.version), pill(rollout.state)),
    ...ending(rollout, log),
    facts([
      ['Announced', 'by ', h('strong', {}, rollout.announcedBy), ' ', ago(rollout.announcedAt)],
      ['Generation', rollout.generation],
      ['Expires', instant(rollout.expires)],
      ['Id', h('span', { class: 'mono', title: rollout.id }, brief(rollout.id))],
      ['Manifest', h('a', { class: 'mono', href: `#/models/${rollout.manifest}`, title: rollout.manifest }, brief(rollout.manifest))],
    ]),
    panel('Waves', track(rollout),
      h('p', { class: 'soft note' }, 'Bars are votes: healthy green, unhealthy red, ineligible grey. From the line on, healthy ones promote.')),
    h('div', { class: 'split even' },
      reasons(why),
      panel('Timeline', events(log))),
    steering(rollout, about),
    ballots(rollout, about),
    nodes(rollout),
  ];
}

function ending(rollout, log) {
  if (rollout.state === 'ROLLED_BACK') {
    const bad = rollout.waves.flatMap((wave) => wave.regions.flatMap((region) =>
      [region, ...(region.deviceClasses ?? [])].filter((jury) => jury.verdict === 'ROLLED_BACK')
        .map((jury) => `${region.region}${jury.deviceClass ? `, class ${jury.deviceClass},` : ''} in wave ${wave.name} `
          + `(${jury.unhealthy} of ${count(jury.jury, 'juror')} unhealthy)`)));
    return [notice('bad', 'Rolled back', bad.length > 0 ? `By ${bad.join('; ')}. ` : '', 'The nodes went back to what was proven before.')];
  }
  if (rollout.state === 'PAUSED') return [notice('warn', 'Paused', 'What runs stays; nothing more opens until an operator resumes it.')];
  if (rollout.state === 'ABORTED') {
    const said = log.find((event) => event.kind === 'ROLLOUT_ABORTED');
    return [notice('bad', 'Aborted', said ? said.sentence : 'An operator ended it for good; every node goes back.')];
  }
  return [];
}

/** The waves in their order, each with its regions' verdicts and votes. */
export function track(rollout) {
  return h('ol', { class: 'track' }, rollout.waves.map((wave) =>
    h('li', { class: `wave ${look(wave.state)}`, 'data-key': wave.name },
      h('div', { class: 'wave-head' }, h('span', { class: 'name' }, wave.name), pill(wave.state)),
      h('ul', { class: 'juries' }, wave.regions.map((region) => jury(rollout, wave, region))))));
}

function jury(rollout, wave, region) {
  // A node does not say which wave took it: how far a region is stands at its last one.
  const last = rollout.waves.filter((it) => it.regions.some((other) => other.region === region.region)).at(-1);
  const telling = rollout.nodes.filter((node) => last === wave && node.region === region.region);
  const phases = new Map();
  for (const node of telling) phases.set(node.phase, (phases.get(node.phase) ?? 0) + 1);
  return h('li', { 'data-key': region.region },
    h('div', { class: 'jury' },
      h('span', { class: 'name' }, region.region),
      region.verdict === 'NONE' ? h('span', { class: 'soft' }, standing(wave, region)) : verdict(region)),
    votes(region),
    (region.deviceClasses ?? []).map((panelOf) => h('div', { class: 'class' },
      h('span', { class: 'soft' }, `class ${panelOf.deviceClass}`), votes(panelOf),
      panelOf.verdict === 'NONE' ? null : h('span', { class: look(panelOf.verdict) }, panelOf.verdict))),
    phases.size > 0 && h('p', { class: 'phases soft' },
      [...phases].map(([phase, n], i) => [i > 0 ? ' · ' : '', `${n} `, h('span', { class: look(phase) }, phase)])));
}

/** Votes stay in their region: elsewhere the certificate is the first that is known. */
function standing(wave, region) {
  if (wave.state === 'CLOSED') return `jury of ${region.jury}, not open yet`;
  const cast = region.healthy + region.unhealthy + (region.ineligible ?? 0);
  const news = region.lastNewsAt ? [', news ', ago(region.lastNewsAt)] : [];
  return [cast === 0 && !region.ballots ? `jury of ${region.jury}, votes unknown here`
    : `${region.healthy} of ${region.promote} needed`, ...news];
}

/** What the certificate proves. */
function verdict(region) {
  const won = region.verdict === 'PROMOTED' ? region.healthy : region.unhealthy;
  return h('span', { class: `verdict ${look(region.verdict)}` },
    region.verdict, region.byHand ? ' by hand' : won > 0 && ` by ${won} of ${region.jury}`,
    region.at && h('span', { class: 'soft' }, ' ', ago(region.at)));
}

function reasons(why) {
  const list = why.reasons ?? [];
  return panel('Why this node runs what it runs',
    h('p', {}, h('span', { class: 'name' }, why.node), ' of ', h('span', { class: 'name' }, why.region), ' runs ',
      h('strong', {}, why.runs?.version ? `${why.model} ${why.runs.version}` : 'no version'), ', phase ', pill(why.phase ?? 'NONE'),
      why.since ? [' since ', ago(why.since)] : null, '.'),
    h('ol', { class: 'reasons' }, list.map((reason) => h('li', { class: reason.admits ? 'admits' : '', 'data-key': reason.rollout },
      h('div', { class: 'reason-head' },
        h('a', { href: `#/rollouts/${reason.rollout}` }, `${why.model} ${reason.version}`),
        pill(reason.cause),
        reason.admits && h('span', { class: 'soft' }, 'this one serves')),
      h('p', {}, reason.sentence),
      reason.votes && h('p', { class: 'soft' }, jurySentence(reason.votes))))));
}

function jurySentence(of) {
  const who = `Jury of ${of.region}${of.deviceClass ? `, class ${of.deviceClass}` : ''} (${of.jury}): `;
  const law = `${of.promote} healthy promote, ${of.rollback} unhealthy roll back.`;
  if (of.knownFrom === 'NOTHING') return `${who}its votes are not known here. ${law}`;
  const silent = of.silentJurors?.length ? ` (${of.silentJurors.join(', ')})` : '';
  return `${who}${of.healthy} healthy, ${of.unhealthy} unhealthy, ${of.silent} silent${silent}. ${law}`;
}

function ballots(rollout, about) {
  const cast = rollout.waves.flatMap((wave) => wave.regions.flatMap((region) =>
    (region.ballots ?? []).map((ballot) => ({ ...ballot, wave: wave.name }))));
  if (cast.length === 0) return null;
  return panel(`Votes of ${about.region}`, table(`Votes of ${about.region}`, ['Juror', 'Wave', 'Vote', 'Evidence', 'Reason'],
    cast.map((ballot) => ({
      key: `${ballot.wave}/${ballot.juror}`,
      cells: [h('span', { class: 'name' }, ballot.juror), ballot.wave,
        [pill(ballot.ballot), ballot.doubted && h('span', { class: 'soft' }, ' in doubt: HEALTHY is void')],
        evidence(ballot), ballot.reason || none()],
    }))));
}

function evidence({ evidence: numbers, ballot }) {
  const pairs = Object.entries(numbers);
  if (pairs.length === 0) return ballot === 'HEALTHY' ? h('span', { class: 'soft' }, 'golden tests and bake time') : none();
  return pairs.map(([name, value]) => h('span', { class: 'label' }, `${name} ${measured(Number(value))}`));
}

const MOST_UNFOLDED = 8;

/** Many are folded: what counts of them stands in the waves already. */
function nodes(rollout) {
  const telling = rollout.nodes;
  if (telling.length === 0) return null;
  return h('details', { class: 'panel', 'data-key': 'nodes', open: telling.length <= MOST_UNFOLDED },
    h('summary', {}, h('h2', {}, 'Nodes'), h('span', { class: 'soft' }, `${count(telling.length, 'node')} tell how far they are`)),
    table('Nodes', ['Node', 'Region', 'Phase', 'Runs', 'Since', 'Reason'],
      telling.map((node) => ({
        key: node.node,
        cells: [h('span', { class: 'name' }, node.node), node.region, pill(node.phase), node.active ?? h('span', { class: 'soft' }, 'nothing'),
          ago(node.since), node.reason || none()],
      }))));
}

function steering(rollout, about) {
  const signed = ['--key', raw('OPERATOR.key'), '--reason', raw('"WHY"'), ...api(about)];
  const say = (what, verb, ...more) => command(what, 'linnet', 'rollout', verb, brief(rollout.id), ...more, ...signed);
  const waiting = rollout.state === 'ROLLING'
    ? rollout.waves.filter((wave) => wave.state === 'OPEN').flatMap((wave) => wave.regions.filter((region) => region.verdict === 'NONE'))
    : [];
  const commands = {
    ROLLING: [say('Pause: nothing more opens', 'pause'), say('Abort for good: every node goes back', 'abort'),
      ...waiting.slice(0, 3).map((region) => say(`Promote ${region.region} by hand`, 'promote', '--region', region.region))],
    PAUSED: [say('Resume', 'resume'), say('Abort for good: every node goes back', 'abort')],
    PROMOTED: [say('Abort for good: every node goes back', 'abort')],
  }[rollout.state] ?? [];
  if (commands.length === 0) return null;
  return panel('Steer',
    h('p', { class: 'soft' }, 'Each is signed with an operator’s key, which never comes near a browser. Run it where the key is; any node takes it.'),
    commands);
}
