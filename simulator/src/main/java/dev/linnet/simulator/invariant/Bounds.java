package dev.linnet.simulator.invariant;

import dev.linnet.core.mesh.NodeName;
import dev.linnet.core.replica.Fact;
import dev.linnet.core.rollout.Announcement;
import dev.linnet.simulator.SimulatedNode;
import dev.linnet.simulator.invariant.FactReader.Reading;
import java.util.Map;
import java.util.TreeMap;

/** INV-18: how many facts a node keeps that one other node signed, whatever that one says. */
final class Bounds {
  /** What it is, and how far it is. */
  private static final int OF_ITSELF = 2;

  /** One vote for each kind of ballot, and one proof that it voted twice. */
  private static final int FOR_EACH_ROLLOUT = 4;

  private final Ghost ghost;

  /** What one node keeps. */
  static final class Kept {
    private final Map<String, NodeName> signers = new TreeMap<>();
    private final Map<NodeName, Integer> counts = new TreeMap<>();
    private int rollouts;

    void clear() {
      signers.clear();
      counts.clear();
      rollouts = 0;
    }
  }

  Bounds(Ghost ghost) {
    this.ghost = ghost;
  }

  void onPersisted(SimulatedNode node, String key, Fact fact) {
    Kept kept = ghost.of(node).kept;
    Reading reading = ghost.reader.read(fact);
    if (reading.content() instanceof Announcement) {
      kept.rollouts += kept.signers.put(key, node.peer().node()) == null ? 1 : 0;
    } else if (reading.node() != null && kept.signers.put(key, reading.node()) == null) {
      int count = kept.counts.getOrDefault(reading.node(), 0) + 1;
      kept.counts.put(reading.node(), count);
      int most = OF_ITSELF + FOR_EACH_ROLLOUT * kept.rollouts;
      if (count > most) {
        throw ghost.violated(
            "INV-18",
            node,
            "keeps " + count + " facts of " + reading.node() + ", and " + most + " are the bound");
      }
    }
  }

  void onForgotten(SimulatedNode node, String key, Fact fact) {
    Kept kept = ghost.of(node).kept;
    NodeName signer = kept.signers.remove(key);
    if (ghost.reader.read(fact).content() instanceof Announcement) {
      kept.rollouts -= signer == null ? 0 : 1;
    } else if (signer != null) {
      kept.counts.merge(signer, -1, Integer::sum);
    }
  }
}
