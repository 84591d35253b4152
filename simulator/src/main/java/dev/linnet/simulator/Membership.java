package dev.linnet.simulator;

import dev.linnet.core.Event;
import dev.linnet.core.mesh.NodeName;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What the membership of the regions and the seeds do: those of a region hear who of them comes and
 * goes, and each node meets the first node of every other region. Whoever cannot be reached both
 * ways is gone.
 */
final class Membership {
  private final SimulatedMesh mesh;
  private final Map<NodeName, Set<NodeName>> met = new TreeMap<>();

  Membership(SimulatedMesh mesh) {
    this.mesh = mesh;
  }

  /** A new process knows nobody, and who knew the old one hears of the new one. */
  void forget(SimulatedNode restarted) {
    met.remove(restarted.peer().node());
    met.values().forEach(known -> known.remove(restarted.peer().node()));
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

  private void tell(SimulatedNode whom, SimulatedNode of) {
    Set<NodeName> known = met.computeIfAbsent(whom.peer().node(), any -> new TreeSet<>());
    boolean sameRegion = whom.peer().region().equals(of.peer().region());
    boolean bothUp = whom.isResponsive() && of.isResponsive();
    if (bothUp && mesh.reachEachOther(whom, of)) {
      if ((sameRegion || isSeed(of) || isSeed(whom)) && known.add(of.peer().node())) {
        whom.receive(new Event.PeerUp(of.peer()));
      }
    } else if (sameRegion && whom.isResponsive() && known.remove(of.peer().node())) {
      whom.receive(new Event.PeerDown(of.peer().node(), false));
    }
  }

  private static boolean isSeed(SimulatedNode node) {
    return node.peer().node().value().endsWith("-1");
  }
}
