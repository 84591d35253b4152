package dev.linnet.simulator.study;

import dev.linnet.core.mesh.RegionName;
import dev.linnet.core.model.Manifest;
import dev.linnet.core.replica.Fact;
import dev.linnet.simulator.Quality;
import dev.linnet.simulator.SimulatedMesh;
import dev.linnet.simulator.SimulatedNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A whole rollout in a mesh of whole nodes: from the announcement until every node serves the
 * version and holds the verdict of every region.
 */
final class RolloutRun {
  private static final Duration QUIET = Duration.ofSeconds(15);
  private static final Duration LONG = Duration.ofMinutes(30);

  private static final String VERSION = "1";

  private final SimulatedMesh mesh;
  private final List<RegionName> regions = new ArrayList<>();
  private final Traffic traffic = new Traffic();
  private final Map<String, BitSet> verdictsHeld = new HashMap<>();
  private long verdictsTaken;

  /**
   * What a rollout took.
   *
   * @param seconds simulated time from the announcement on
   * @param volume what all nodes sent
   * @param verdictsTaken how often a node took a verdict in that it did not hold as it came
   * @param events what all nodes handled, from their start on
   */
  record Result(double seconds, Volume volume, long verdictsTaken, long events) {}

  private RolloutRun(int nodes, int regionCount, long seed) {
    mesh = new SimulatedMesh(seed);
    for (int i = 0; i < regionCount; i++) {
      regions.add(new RegionName("r" + i));
      mesh.region("r" + i, nodes / regionCount);
    }
    mesh.check(traffic);
    mesh.check(new Verdicts());
  }

  /** Each region has an equal share of the nodes. */
  static Result of(int nodes, int regionCount, long seed) {
    return new RolloutRun(nodes, regionCount, seed).run();
  }

  private Result run() {
    mesh.acquainted().startAll().run(QUIET);
    traffic.take();
    long startNanos = mesh.nowNanos();
    Manifest manifest = mesh.model(Plans.MODEL.value(), VERSION, Quality.GOOD, null);
    mesh.announce(
        regions.get(0) + "-1", manifest, Plans.of(VERSION, regions), Plans::withSmallJuries);
    require(mesh.runUntil(LONG, this::allDone), "the rollout did not finish");
    return new Result(
        (mesh.nowNanos() - startNanos) / 1e9, traffic.take(), verdictsTaken, mesh.eventsHandled());
  }

  private static void require(boolean held, String otherwise) {
    if (!held) {
      throw new IllegalStateException(otherwise + ", simulated minutes later");
    }
  }

  private boolean allDone() {
    return verdictsHeld.size() == regions.size()
        && verdictsHeld.values().stream()
            .allMatch(holders -> holders.cardinality() == mesh.nodes().size())
        && mesh.nodes().stream()
            .allMatch(node -> node.serves(Plans.MODEL.value()).filter(VERSION::equals).isPresent());
  }

  private final class Verdicts implements SimulatedMesh.Checker {
    @Override
    public void onPersisted(SimulatedNode node, String key, Fact fact) {
      if (fact instanceof Fact.Certificate) {
        verdictsHeld.computeIfAbsent(key, any -> new BitSet()).set(node.index());
        verdictsTaken++;
      }
    }
  }
}
