package dev.linnet.simulator.result;

import dev.linnet.core.rollout.Announcement;
import dev.linnet.simulator.SimulatedNode;
import dev.linnet.simulator.scenario.Followed;
import dev.linnet.simulator.scenario.ScenarioRun;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/**
 * How soon a rollout reached the nodes that its plan selects, whether they were ever up or not: a
 * node that was never reached must not make the others look sooner.
 *
 * @param selected how many nodes those are
 * @param nanos of those that were reached, from the announcement on, in order
 */
record Reached(int selected, List<Long> nanos) {
  Reached {
    nanos = List.copyOf(nanos);
  }

  /**
   * Of a rollout of a run.
   *
   * @param firstServedNanos when each node first served the version, by its name
   */
  static Reached of(ScenarioRun run, Followed rollout, Map<String, Long> firstServedNanos) {
    if (rollout.announcement().isEmpty()) {
      return new Reached(0, List.of());
    }
    Announcement announced = rollout.announcement().get();
    int selected = 0;
    List<Long> nanos = new ArrayList<>();
    for (SimulatedNode node : run.mesh().nodes()) {
      if (announced.waveOf(node.self()).isPresent()) {
        selected++;
        Long at = firstServedNanos.get(node.peer().node().value());
        if (at != null) {
          nanos.add(at - rollout.announcedNanos());
        }
      }
    }
    Collections.sort(nanos);
    return new Reached(selected, nanos);
  }

  /** By when so many of a hundred had begun to serve, and one at least; empty if fewer ever did. */
  String seconds(int percent) {
    int index = Math.max(0, (percent * selected + 99) / 100 - 1);
    return index < nanos.size() ? Figures.seconds(nanos.get(index)) : "";
  }
}
