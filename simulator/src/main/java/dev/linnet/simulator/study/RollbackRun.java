package dev.linnet.simulator.study;

import dev.linnet.core.mesh.NodeName;
import dev.linnet.core.mesh.RegionName;
import dev.linnet.core.model.Manifest;
import dev.linnet.core.replica.Fact;
import dev.linnet.core.rollout.Plan;
import dev.linnet.core.rollout.Quorum;
import dev.linnet.core.rollout.Rollout;
import dev.linnet.core.rollout.Tally;
import dev.linnet.simulator.Quality;
import dev.linnet.simulator.SimulatedMesh;
import dev.linnet.simulator.SimulatedNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * A region that every node of serves a version which fails, from the vote that makes the quorum to
 * the last node back on the version before. Jurors alone see traffic: a node of which nobody asks
 * anything cannot find the fault by itself, and leaves when the verdict comes. News need not be
 * fresh, which has no part in going back.
 */
final class RollbackRun {
  private static final RegionName REGION = new RegionName("eu");
  private static final RegionName OTHER = new RegionName("na");
  private static final int OTHER_NODES = 10;
  private static final long REQUESTS = 10;

  /** How a version comes has no part in going back. */
  private static final int CHUNKS = 1;

  private static final int OPSET = 17;
  private static final double FAILURES = 0.5;
  private static final Duration QUIET = Duration.ofSeconds(1);
  private static final Duration LONG = Duration.ofMinutes(10);

  private final SimulatedMesh mesh;
  private final List<SimulatedNode> region;
  private int generation;

  /**
   * How a region went back.
   *
   * @param nanosByNode of each node that served the version when the quorum was made, simulated
   *     time from then until it served the one before, ascending
   */
  record Back(List<Long> nanosByNode) {
    long lastNanos() {
      return nanosByNode.get(nanosByNode.size() - 1);
    }

    String words() {
      return nanosByNode.size() + " nodes back after " + lastNanos() / 1e9 + " simulated s";
    }
  }

  private RollbackRun(int nodes, long seed) {
    mesh = new SimulatedMesh(seed).region(REGION.value(), nodes).region(OTHER.value(), OTHER_NODES);
    region = mesh.nodes().stream().filter(node -> node.peer().region().equals(REGION)).toList();
  }

  /**
   * Rolls bad versions out one after the other in one mesh, so many at each loss, in turns.
   *
   * @param progress told of each
   * @return one for each, by loss; empty where the region was not back in ten simulated minutes
   */
  static SortedMap<Double, List<Optional<Back>>> of(
      int nodes, List<Double> losses, long seed, int versions, Consumer<String> progress) {
    RollbackRun run = new RollbackRun(nodes, seed);
    run.mesh.acquainted().startAll().run(QUIET);
    run.releaseGood();
    run.mesh.nodes().forEach(node -> node.requests(0));
    SortedMap<Double, List<Optional<Back>>> all = new TreeMap<>();
    for (int i = 0; i < versions; i++) {
      for (double loss : losses) {
        Optional<Back> back = run.rollBack(loss);
        all.computeIfAbsent(loss, any -> new ArrayList<>()).add(back);
        progress.accept(
            "mesh " + seed + ", loss " + loss + ": " + back.map(Back::words).orElse("not back"));
      }
    }
    return all;
  }

  private void releaseGood() {
    announce(Quality.GOOD);
    require(
        () -> everyNode(mesh.nodes(), 1) && head().finished(), "the first version did not pass");
  }

  private Optional<Back> rollBack(double loss) {
    announce(Quality.failingIn(REGION.value(), FAILURES));
    require(() -> everyNode(region, generation), "the bad version did not open everywhere");
    Watch watch = new Watch();
    mesh.check(watch);
    mesh.loss(loss);
    region.forEach(node -> node.requests(watch.jurors.contains(node.peer().node()) ? REQUESTS : 0));
    boolean back = mesh.runUntil(LONG, () -> watch.quorum() && everyNode(region, 1));
    mesh.uncheck(watch);
    mesh.loss(0);
    region.forEach(node -> node.requests(0));
    mesh.run(QUIET);
    return back ? Optional.of(watch.back()) : Optional.empty();
  }

  private void announce(Quality quality) {
    String version = Integer.toString(++generation);
    Manifest manifest = mesh.model(Plans.MODEL.value(), version, quality, null, CHUNKS, OPSET);
    Plan plan = Plans.withoutFreshness(version, List.of(REGION, OTHER));
    mesh.announce(REGION + "-1", manifest, plan);
  }

  private void require(BooleanSupplier holds, String otherwise) {
    if (!mesh.runUntil(LONG, holds)) {
      throw new IllegalStateException(otherwise + " in ten simulated minutes");
    }
  }

  private Rollout head() {
    return mesh.node(REGION + "-1").view().rollouts().get(0);
  }

  private static boolean everyNode(Collection<SimulatedNode> nodes, int version) {
    String wanted = Integer.toString(version);
    return nodes.stream()
        .allMatch(node -> node.serves(Plans.MODEL.value()).filter(wanted::equals).isPresent());
  }

  private final class Watch implements SimulatedMesh.Checker {
    private final Set<NodeName> jurors;
    private final int rollback;
    private final String ballots;
    private final Set<NodeName> against = new TreeSet<>();
    private final Map<NodeName, Long> backNanos = new TreeMap<>();
    private long quorumNanos = -1;

    Watch() {
      Rollout head = head();
      jurors = head.announcement().jury(0, REGION).orElseThrow().jurors();
      rollback = head.tally(0, REGION).map(Tally::quorum).map(Quorum::rollback).orElseThrow();
      ballots = "rollout/" + head.id() + "/vote/0/";
    }

    boolean quorum() {
      return quorumNanos >= 0;
    }

    @Override
    public void onPersisted(SimulatedNode node, String key, Fact fact) {
      NodeName name = node.peer().node();
      if (!quorum()
          && key.equals(ballots + name + "/UNHEALTHY")
          && against.add(name)
          && against.size() >= rollback) {
        quorumNanos = mesh.nowNanos();
        backNanos.clear();
      }
    }

    @Override
    public void onServing(SimulatedNode node, Manifest manifest) {
      if (manifest.version().equals("1") && node.peer().region().equals(REGION)) {
        backNanos.put(node.peer().node(), mesh.nowNanos());
      }
    }

    Back back() {
      return new Back(backNanos.values().stream().map(at -> at - quorumNanos).sorted().toList());
    }
  }
}
