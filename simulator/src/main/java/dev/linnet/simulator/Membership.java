package dev.linnet.simulator;

import dev.linnet.core.Event;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;

/**
 * What the membership of the regions and the seeds do: those of a region hear who of them comes and
 * goes, and each node meets the first node of every other region. Whoever cannot be reached both
 * ways is gone.
 */
final class Membership {
  private final SimulatedMesh mesh;

  /** By the index of a node, those of the nodes it met: ten thousand may have met each other. */
  private final List<BitSet> met = new ArrayList<>();

  Membership(SimulatedMesh mesh) {
    this.mesh = mesh;
  }

  /** A new process knows nobody, and who knew the old one hears of the new one. */
  void forget(SimulatedNode restarted) {
    metBy(restarted).clear();
    met.forEach(known -> known.clear(restarted.index()));
  }

  private BitSet metBy(SimulatedNode node) {
    while (met.size() <= node.index()) {
      met.add(new BitSet());
    }
    return met.get(node.index());
  }

  /** Tells a node of all that changed around it, and those around it of it. */
  void reconcile(SimulatedNode one, Collection<SimulatedNode> all) {
    for (SimulatedNode other : all) {
      if (other != one) {
        tell(one, other);
        tell(other, one);
      }
    }
  }

  /** Tells a node of those who came around it, and those around it that it came; of nobody gone. */
  void welcome(SimulatedNode one, Collection<SimulatedNode> all) {
    for (SimulatedNode other : all) {
      if (other != one && isWithinReach(one, other)) {
        tellUp(one, other);
        tellUp(other, one);
      }
    }
  }

  private void tell(SimulatedNode whom, SimulatedNode of) {
    if (isWithinReach(whom, of)) {
      tellUp(whom, of);
    } else if (isOneRegion(whom, of) && whom.isResponsive() && metBy(whom).get(of.index())) {
      metBy(whom).clear(of.index());
      whom.receive(new Event.PeerDown(of.peer().node(), false));
    }
  }

  private void tellUp(SimulatedNode whom, SimulatedNode of) {
    boolean meet = isOneRegion(whom, of) || isSeed(of) || isSeed(whom);
    if (meet && !metBy(whom).get(of.index())) {
      metBy(whom).set(of.index());
      whom.receive(new Event.PeerUp(of.peer()));
    }
  }

  private boolean isWithinReach(SimulatedNode one, SimulatedNode other) {
    return one.isResponsive() && other.isResponsive() && mesh.reachEachOther(one, other);
  }

  private static boolean isOneRegion(SimulatedNode one, SimulatedNode other) {
    return one.peer().region().equals(other.peer().region());
  }

  private static boolean isSeed(SimulatedNode node) {
    return node.peer().node().value().endsWith("-1");
  }
}
