package dev.linnet.daemon.metrics;

import dev.linnet.core.NodeView;
import dev.linnet.core.Phase;
import dev.linnet.core.mesh.Directory.Member;
import dev.linnet.core.mesh.ModelStatus;
import dev.linnet.core.mesh.Self;
import dev.linnet.core.rollout.Announcement;
import dev.linnet.core.rollout.Rollout;
import dev.linnet.core.rollout.Wave;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/** How many nodes of each wave of a rollout tell that they are in which phase. */
final class RolloutNodes {
  private static final String NO_WAVE = "";

  private RolloutNodes() {}

  static void show(Gauges gauges, NodeView seen, Rollout rollout) {
    Announcement announcement = rollout.announcement();
    String model = announcement.model().value();
    Map<String, Map<String, Integer>> byWave = new LinkedHashMap<>();
    announcement.plan().waves().forEach(wave -> byWave.put(wave.name(), new TreeMap<>()));
    for (Member member : seen.members()) {
      ModelStatus status = member.models().get(model);
      if (status != null && status.rollout().equals(rollout.id())) {
        byWave
            .computeIfAbsent(wave(announcement, member), any -> new TreeMap<>())
            .merge(status.phase(), 1, Integer::sum);
      }
    }
    Gauges.Family nodes =
        gauges.of(
            "linnet_rollout_nodes", "Nodes that tell how far they are", "model", "wave", "phase");
    byWave.forEach(
        (wave, phases) -> {
          for (Phase phase : Phase.values()) {
            nodes.add(phases.getOrDefault(phase.name(), 0), model, wave, phase.name());
          }
        });
  }

  private static String wave(Announcement announcement, Member member) {
    Self self = new Self(member.peer().node(), member.peer().region(), member.record().profile());
    return announcement.waveOf(self).stream()
        .mapToObj(announcement.plan().waves()::get)
        .map(Wave::name)
        .findFirst()
        .orElse(NO_WAVE);
  }
}
