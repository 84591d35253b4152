package dev.linnet.simulator.study;

import dev.linnet.core.mesh.RegionName;
import dev.linnet.core.model.Manifest;
import dev.linnet.core.replica.Fact;
import dev.linnet.core.rollout.Quorum;
import dev.linnet.core.rollout.Rollout;
import dev.linnet.core.rollout.Tally;
import dev.linnet.simulator.Quality;
import dev.linnet.simulator.SimulatedMesh;
import dev.linnet.simulator.SimulatedNode;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;

/** One region in which a version fails, from the vote that makes the quorum to the last node. */
final class RollbackRun {
  private static final RegionName REGION = new RegionName("eu");
  private static final Duration LONG = Duration.ofMinutes(10);

  private final SimulatedMesh mesh;
  private final Set<String> against = new TreeSet<>();
  private int rollback = Integer.MAX_VALUE;
  private long quorumNanos = -1;
  private long lastBackNanos = -1;

  private RollbackRun(int nodes, long seed) {
    mesh = new SimulatedMesh(seed).region(REGION.value(), nodes);
  }

  /** Nanoseconds of simulated time; empty if the region was not back in ten minutes. */
  static OptionalLong nanos(int nodes, double loss, long seed) {
    return new RollbackRun(nodes, seed).run(loss);
  }

  private OptionalLong run(double loss) {
    mesh.startAll().run(Duration.ofSeconds(30));
    announce("1", Quality.GOOD);
    if (!mesh.runUntil(LONG, () -> allServe("1") && promoted())) {
      return OptionalLong.empty();
    }
    mesh.loss(loss);
    mesh.check(new Watch());
    announce("2", Quality.failingIn(REGION.value(), 0.5));
    boolean back = mesh.runUntil(LONG, () -> quorumNanos >= 0 && allServe("1"));
    return back ? OptionalLong.of(Math.max(0, lastBackNanos - quorumNanos)) : OptionalLong.empty();
  }

  private void announce(String version, Quality quality) {
    Manifest manifest = mesh.model(Plans.MODEL.value(), version, quality, null);
    mesh.announce(REGION + "-1", manifest, Plans.of(version, List.of(REGION)));
    Rollout head = head();
    rollback = head.tally(0, REGION).map(Tally::quorum).map(Quorum::rollback).orElseThrow();
  }

  private Rollout head() {
    return mesh.node(REGION + "-1").view().rollouts().get(0);
  }

  private boolean promoted() {
    return head().finished();
  }

  private boolean allServe(String version) {
    return mesh.nodes().stream()
        .allMatch(node -> node.serves(Plans.MODEL.value()).filter(version::equals).isPresent());
  }

  private final class Watch implements SimulatedMesh.Checker {
    @Override
    public void onPersisted(SimulatedNode node, String key, Fact fact) {
      String ownVote = "/" + node.peer().node() + "/UNHEALTHY";
      if (quorumNanos < 0
          && key.endsWith(ownVote)
          && against.add(node.peer().node().value())
          && against.size() >= rollback) {
        quorumNanos = mesh.nowNanos();
      }
    }

    @Override
    public void onServing(SimulatedNode node, Manifest manifest) {
      if (manifest.version().equals("1")) {
        lastBackNanos = mesh.nowNanos();
      }
    }
  }
}
