package dev.linnet.simulator.scenario;

import dev.linnet.core.mesh.NodeName;
import dev.linnet.simulator.SimulatedMesh;
import dev.linnet.simulator.SimulatedNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Faults while they last. Those of the lines are put on anew whenever one begins or ends, so that
 * they may overlap; a node is up when nothing keeps it down.
 */
final class ActiveFaults {
  private final SimulatedMesh mesh;
  private final List<Fault.Kind> onLines = new ArrayList<>();
  private final Map<NodeName, Integer> downs = new HashMap<>();
  private final Set<NodeName> lost = new HashSet<>();

  ActiveFaults(SimulatedMesh mesh) {
    this.mesh = mesh;
  }

  void begin(Fault fault) {
    Fault.Kind kind = fault.kind();
    if (kind instanceof Fault.Crashed crashed) {
      crashed.nodes().forEach(this::down);
    } else if (kind instanceof Fault.LostRegion region) {
      for (SimulatedNode node : mesh.nodes()) {
        if (node.peer().region().value().equals(region.region())) {
          lost.add(node.peer().node());
          node.crash();
        }
      }
    } else if (kind instanceof Fault.Stopped stopped) {
      nodes(stopped.nodes()).stream()
          .filter(SimulatedNode::isUp)
          .forEach(node -> node.stopFor(fault.forNanos()));
    } else if (kind instanceof Fault.Slow slow) {
      nodes(slow.nodes()).forEach(node -> node.lag(slow.byNanos()));
    } else if (kind instanceof Fault.WrongClock clock) {
      nodes(clock.nodes()).forEach(node -> node.wallOffset(clock.byNanos() / 1_000_000L));
    } else {
      onLines.add(kind);
      putOnLines();
    }
  }

  void end(Fault.Kind kind) {
    if (kind instanceof Fault.Crashed crashed) {
      crashed.nodes().forEach(name -> up(name, crashed.losesDisk()));
    } else if (kind instanceof Fault.Slow slow) {
      nodes(slow.nodes()).forEach(node -> node.lag(0));
    } else if (kind instanceof Fault.WrongClock clock) {
      nodes(clock.nodes()).forEach(node -> node.wallOffset(0));
    } else if (onLines.remove(kind)) {
      putOnLines();
    }
  }

  void down(NodeName name) {
    downs.merge(name, 1, Integer::sum);
    node(name).crash();
  }

  void up(NodeName name, boolean withoutDisk) {
    boolean free = downs.merge(name, -1, Integer::sum) <= 0;
    SimulatedNode node = node(name);
    if (!node.isUp() && withoutDisk) {
      node.loseDisk();
    }
    if (free && !lost.contains(name)) {
      node.start();
    }
  }

  private SimulatedNode node(NodeName name) {
    return mesh.node(name.value());
  }

  private List<SimulatedNode> nodes(List<NodeName> names) {
    return names.stream().map(this::node).toList();
  }

  private void putOnLines() {
    mesh.heal();
    double kept = 1;
    double doubling = 0;
    long reorderingNanos = 0;
    for (Fault.Kind kind : onLines) {
      if (kind instanceof Fault.Cut cut) {
        mesh.cut(cut.from(), cut.to());
        if (!cut.oneWay()) {
          mesh.cut(cut.to(), cut.from());
        }
      } else if (kind instanceof Fault.Isolated isolated) {
        mesh.isolate(isolated.region());
      } else if (kind instanceof Fault.Delayed delayed) {
        mesh.delay(delayed.from(), delayed.to(), Duration.ofNanos(delayed.delayNanos()));
      } else if (kind instanceof Fault.Noise noise) {
        kept *= 1 - noise.loss();
        doubling = Math.max(doubling, noise.doubling());
        reorderingNanos = Math.max(reorderingNanos, noise.reorderingNanos());
      }
    }
    mesh.loss(1 - kept);
    mesh.doubling(doubling);
    mesh.reordering(Duration.ofNanos(reorderingNanos));
  }
}
