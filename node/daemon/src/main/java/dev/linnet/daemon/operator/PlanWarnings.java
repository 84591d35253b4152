package dev.linnet.daemon.operator;

import dev.linnet.core.NodeView;
import dev.linnet.core.health.Metric;
import dev.linnet.core.mesh.RegionName;
import dev.linnet.core.rollout.Announcement;
import dev.linnet.core.rollout.Panel;
import dev.linnet.core.rollout.Quorum;
import dev.linnet.core.rollout.Wave;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** What an operator may not have meant: one sentence each, in the order of the waves. */
final class PlanWarnings {
  private static final String GOLDEN = Metric.GOLDEN_PASS_RATIO.word();

  private final NodeView view;
  private final Announcement announcement;
  private final List<String> warnings = new ArrayList<>();

  PlanWarnings(NodeView view, Announcement announcement) {
    this.view = view;
    this.announcement = announcement;
  }

  List<String> list() {
    Duration bakes = Duration.ZERO;
    for (int i = 0; i < announcement.plan().waves().size(); i++) {
      Wave wave = announcement.plan().waves().get(i);
      bakes = bakes.plus(wave.bake());
      judging(wave);
      for (RegionName region : wave.regions()) {
        announcement
            .panels(announcement.jury(i, region).orElseThrow())
            .forEach(panel -> panel(wave, panel));
        fallback(region);
      }
    }
    Instant earliestLastOpening =
        announcement
            .announcedAt()
            .plus(bakes)
            .minus(announcement.plan().waves().get(announcement.plan().waves().size() - 1).bake());
    if (!earliestLastOpening.isBefore(announcement.expires())) {
      warnings.add(
          "expires: "
              + announcement.expires()
              + " comes before the last wave can open, at "
              + earliestLastOpening
              + " at the earliest");
    }
    view.rollouts().stream()
        .filter(rollout -> rollout.announcement().manifest().equals(announcement.manifest()))
        .filter(rollout -> rollout.aborted() || rollout.rolledBackSomewhere())
        .forEach(
            rollout ->
                warnings.add(
                    "this very manifest was "
                        + (rollout.aborted() ? "aborted" : "rolled back")
                        + " before, in rollout "
                        + rollout.id().brief()));
    return List.copyOf(warnings);
  }

  private void judging(Wave wave) {
    boolean needsTraffic = wave.gates().stream().anyMatch(gate -> !gate.metric().equals(GOLDEN));
    if (!needsTraffic) {
      warnings.add(
          "wave "
              + wave.name()
              + ": no gates: golden tests and bake time alone make the version healthy");
    }
    boolean compares =
        wave.gates().stream().anyMatch(gate -> gate.metric().equals(Metric.DISAGREEMENT.word()));
    if (wave.shadow() != null && !compares) {
      warnings.add(
          "wave "
              + wave.name()
              + ": no gate asks for "
              + Metric.DISAGREEMENT.word()
              + ": other answers in shadow stop nothing");
    }
    boolean drift =
        wave.gates().stream().anyMatch(gate -> Metric.parse(gate.metric()).needsBaseline());
    boolean baseline =
        view.models().stream()
            .map(NodeView.Stored::manifest)
            .filter(manifest -> manifest.digest().equals(announcement.manifest()))
            .anyMatch(manifest -> !manifest.baselines().isEmpty());
    if (drift && !baseline) {
      warnings.add(
          "wave "
              + wave.name()
              + ": a gate asks for drift, and the version was pushed without a baseline: it will"
              + " not be promoted");
    }
  }

  private void panel(Wave wave, Panel panel) {
    int jurors = announcement.jury(panel).orElseThrow().jurors().size();
    Quorum quorum = Quorum.of(jurors, 0, wave.promote(), wave.minJurors());
    int byShare = Quorum.of(jurors, 0, wave.promote(), 1).promote();
    String where = panel.words() + ": jury of " + jurors + ": ";
    if (quorum.rollback() == 1) {
      warnings.add(where + "one bad node can roll back");
    }
    if (quorum.promote() >= jurors) {
      warnings.add(where + "one dead node can hold the wave");
    }
    if (quorum.promote() > byShare) {
      warnings.add(
          where
              + "minJurors "
              + wave.minJurors()
              + " asks for "
              + quorum.promote()
              + " HEALTHY votes where "
              + wave.promote()
              + " would be "
              + byShare);
    }
  }

  private void fallback(RegionName region) {
    if (Fallback.of(view, announcement.model(), region).isEmpty()) {
      warnings.add(
          "region "
              + region
              + ": nothing was proven there yet: after a rollback the model is not ready");
    }
  }
}
