"use strict";
(() => {
  const run = JSON.parse(document.getElementById("run").textContent);
  const byId = (id) => document.getElementById(id);
  const [play, time, clock, model, legend] = ["play", "time", "clock", "model", "legend"].map(byId);
  const regions = [...document.querySelectorAll(".map section")].map((section) => ({
    count: section.querySelector(".count"),
    nodes: [...section.querySelectorAll("i")],
  }));
  const nodes = regions.flatMap((region) => region.nodes);
  const KINDS = 8;
  const TICK_MILLIS = 100;
  let chosen = run.models[0];
  let states = [];
  let next = 0;
  let shown = -1;
  let timer = 0;

  const looks = (state) => (state === 0 ? "down" : state === 1 ? "" : "k k" + ((state - 2) % KINDS));
  const words = (state) =>
    state === 0 ? "down" : state === 1 ? "with none" : "with " + chosen.versions[state - 2];

  const begin = () => {
    states = new Array(nodes.length).fill(1);
    next = 0;
    shown = -1;
    for (const node of nodes) node.className = "";
    legend.replaceChildren(
      ...[0, 1, ...chosen.versions.map((_, i) => i + 2)].map((state) => {
        const item = document.createElement("li");
        const mark = document.createElement("i");
        mark.className = looks(state);
        item.append(mark, words(state).replace("with ", state > 1 ? "with version " : "with "));
        return item;
      }));
  };

  const show = (step) => {
    if (step < shown) begin();
    const touched = new Set();
    for (; next < chosen.changes.length && chosen.changes[next][0] <= step; next++) {
      const change = chosen.changes[next];
      for (let i = 1; i < change.length; i += 2) {
        states[change[i]] = change[i + 1];
        touched.add(change[i]);
      }
    }
    for (const node of touched) nodes[node].className = looks(states[node]);
    let first = 0;
    for (const region of regions) {
      const counts = new Map();
      for (let i = first; i < first + region.nodes.length; i++) {
        counts.set(states[i], (counts.get(states[i]) || 0) + 1);
      }
      first += region.nodes.length;
      const text = [...counts.keys()].sort((a, b) => a - b).map((s) => counts.get(s) + " " + words(s));
      region.count.textContent = text.join(", ");
    }
    shown = step;
    time.value = step;
    const now = (step * run.stepSeconds).toFixed(run.stepSeconds % 1 ? 1 : 0) + " s";
    clock.textContent = now;
    time.setAttribute("aria-valuetext", now);
  };

  const pause = () => {
    clearInterval(timer);
    timer = 0;
    play.textContent = "Play";
  };

  play.addEventListener("click", () => {
    if (timer) return pause();
    if (shown >= run.frames - 1) show(0);
    play.textContent = "Pause";
    timer = setInterval(() => (shown < run.frames - 1 ? show(shown + 1) : pause()), TICK_MILLIS);
  });
  time.addEventListener("input", () => { pause(); show(Number(time.value)); });
  model.addEventListener("change", () => {
    const step = shown;
    chosen = run.models[model.selectedIndex];
    begin();
    show(step);
  });
  for (const button of document.querySelectorAll("button[data-step]")) {
    button.disabled = false;
    button.addEventListener("click", () => { pause(); show(Number(button.dataset.step)); });
  }
  for (const each of run.models) model.append(new Option(each.name));
  model.hidden = run.models.length < 2;
  for (const control of [play, time, model]) control.disabled = false;
  begin();
  show(run.frames - 1);
})();
