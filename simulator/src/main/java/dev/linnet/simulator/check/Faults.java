package dev.linnet.simulator.check;

import dev.linnet.core.mesh.NodeName;
import dev.linnet.simulator.CrashPoint;
import dev.linnet.simulator.Quality;
import dev.linnet.simulator.SimulatedNode;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What may go wrong around nodes that follow the rules. */
final class Faults {
  private Faults() {}

  /** A process dies: at once, or within the next event that writes something. */
  record Crash(NodeName node, @Nullable CrashPoint at) implements Step.Action {
    @Override
    public String kind() {
      return at == null ? "crash" : "crash-midway";
    }

    @Override
    public void apply(World world) {
      world
          .node(node)
          .ifPresent(
              found -> {
                if (at == null) {
                  found.crash();
                } else {
                  found.crashAt(at);
                }
              });
    }
  }

  /** A process starts again, if it is down. */
  record Restart(NodeName node, boolean withoutDisk) implements Step.Action {
    @Override
    public String kind() {
      return withoutDisk ? "disk-loss" : "restart";
    }

    @Override
    public void apply(World world) {
      world
          .node(node)
          .filter(found -> !found.isUp() && !world.isLost(found))
          .ifPresent(
              found -> {
                if (withoutDisk) {
                  found.loseDisk();
                }
                found.start();
              });
    }
  }

  /** A process stops as by SIGSTOP, and goes on. */
  record Stop(NodeName node, long millis) implements Step.Action {
    @Override
    public String kind() {
      return "stop";
    }

    @Override
    public void apply(World world) {
      world
          .node(node)
          .filter(SimulatedNode::isUp)
          .ifPresent(found -> found.stopFor(millis * 1_000_000L));
    }
  }

  /** A process stops as by SIGSTOP while it loads its next version, and goes on. */
  record StopAtLoad(NodeName node, long millis) implements Step.Action {
    @Override
    public String kind() {
      return "stop-at-load";
    }

    @Override
    public void apply(World world) {
      world
          .node(node)
          .filter(SimulatedNode::isUp)
          .ifPresent(found -> found.stopAtLoad(millis * 1_000_000L));
    }
  }

  /** A version that was as good as it was fails in a region from now on. */
  record GoesBad(int rollout, String region, double share) implements Step.Action {
    @Override
    public String kind() {
      return "goes-bad";
    }

    @Override
    public void apply(World world) {
      world
          .rollout(rollout)
          .map(known -> known.announcement().manifest())
          .filter(manifest -> world.mesh().quality(manifest).equals(Quality.GOOD))
          .ifPresent(manifest -> world.mesh().quality(manifest, Quality.failingIn(region, share)));
    }
  }

  /** A node deals with everything late. */
  record Slow(NodeName node, long millis) implements Step.Action {
    @Override
    public String kind() {
      return "slow";
    }

    @Override
    public void apply(World world) {
      world.node(node).ifPresent(found -> found.lag(millis * 1_000_000L));
    }
  }

  /** A node's wall clock jumps. */
  record WallClock(NodeName node, long offsetMillis) implements Step.Action {
    @Override
    public String kind() {
      return "clock";
    }

    @Override
    public void apply(World world) {
      world.node(node).ifPresent(found -> found.wallOffset(offsetMillis));
    }
  }

  /** What goes from some nodes to others is lost. */
  record Cut(List<NodeName> from, List<NodeName> to, boolean bothWays) implements Step.Action {
    @Override
    public String kind() {
      return bothWays ? "partition" : "one-way-partition";
    }

    @Override
    public void apply(World world) {
      world.mesh().cut(from, to);
      if (bothWays) {
        world.mesh().cut(to, from);
      }
    }
  }

  /** All links are whole again. */
  record Heal() implements Step.Action {
    @Override
    public String kind() {
      return "heal";
    }

    @Override
    public void apply(World world) {
      world.mesh().heal();
    }
  }

  /** Messages are lost, come twice, or overtake each other. */
  record Noise(double loss, double doubling, long reorderingMillis) implements Step.Action {
    @Override
    public String kind() {
      return "noise";
    }

    @Override
    public void apply(World world) {
      world.mesh().loss(loss);
      world.mesh().doubling(doubling);
      world.mesh().reordering(Duration.ofMillis(reorderingMillis));
    }
  }

  /** Two regions move apart. */
  record Delay(String one, String other, long millis) implements Step.Action {
    @Override
    public String kind() {
      return "delay";
    }

    @Override
    public void apply(World world) {
      world.mesh().delay(one, other, Duration.ofMillis(millis));
    }
  }

  /** A region dies for ever. */
  record LoseRegion(String region) implements Step.Action {
    @Override
    public String kind() {
      return "region-loss";
    }

    @Override
    public void apply(World world) {
      world.lose(region);
    }
  }
}
