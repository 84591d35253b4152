package dev.linnet.simulator.result;

import dev.linnet.core.mesh.RegionName;
import dev.linnet.core.rollout.Announcement;
import dev.linnet.core.rollout.Outcome;
import dev.linnet.core.rollout.Rollout.Place;
import dev.linnet.core.rollout.Wave;
import dev.linnet.simulator.SimulatedNode;
import dev.linnet.simulator.scenario.Followed;
import dev.linnet.simulator.scenario.ScenarioRun;
import java.util.ArrayList;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How a wave of a rollout went in a region; times that never came are {@link Followed#NEVER}.
 *
 * @param nodes of the wave there that ever served the version
 * @param firstNanos when the first of them began to
 * @param lastNanos when the last of them began to
 * @param verdict what a quorum said there, or null
 */
record Stretch(
    String rollout,
    String wave,
    String region,
    long nodes,
    long firstNanos,
    long lastNanos,
    @Nullable Outcome verdict,
    long verdictNanos) {

  /** By rollout, wave and region, each in its order. */
  static List<Stretch> all(ScenarioRun run, Recorder recorder) {
    List<Stretch> all = new ArrayList<>();
    for (Followed rollout : run.rollouts()) {
      rollout.announcement().ifPresent(announced -> of(run, recorder, rollout, announced, all));
    }
    return all;
  }

  private static void of(
      ScenarioRun run,
      Recorder recorder,
      Followed rollout,
      Announcement announced,
      List<Stretch> into) {
    Map<String, Long> firstServed = recorder.of(rollout.manifest().digest()).firstServedNanos;
    List<Map<RegionName, LongSummaryStatistics>> served = new ArrayList<>();
    announced.plan().waves().forEach(wave -> served.add(new TreeMap<>()));
    for (SimulatedNode node : run.mesh().nodes()) {
      Long at = firstServed.get(node.peer().node().value());
      OptionalInt wave = announced.waveOf(node.self());
      if (at != null && wave.isPresent()) {
        served
            .get(wave.getAsInt())
            .computeIfAbsent(node.peer().region(), any -> new LongSummaryStatistics())
            .accept(at);
      }
    }
    for (int i = 0; i < served.size(); i++) {
      Wave wave = announced.plan().waves().get(i);
      for (RegionName region : wave.regions()) {
        LongSummaryStatistics times =
            served.get(i).getOrDefault(region, new LongSummaryStatistics());
        Place place = new Place(i, region);
        Recorder.Verdict verdict =
            rollout.id().flatMap(id -> recorder.verdict(id, place)).orElse(null);
        into.add(
            new Stretch(
                rollout.name(),
                wave.name(),
                region.value(),
                times.getCount(),
                times.getCount() == 0 ? Followed.NEVER : times.getMin(),
                times.getCount() == 0 ? Followed.NEVER : times.getMax(),
                verdict == null ? null : verdict.outcome(),
                verdict == null ? Followed.NEVER : verdict.atNanos()));
      }
    }
  }
}
