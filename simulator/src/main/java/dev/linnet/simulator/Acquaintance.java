package dev.linnet.simulator;

import dev.linnet.core.mesh.Councils;
import dev.linnet.core.mesh.NodeName;
import dev.linnet.core.mesh.NodeRecord;
import dev.linnet.core.mesh.RegionName;
import dev.linnet.core.mesh.Rendezvous;
import dev.linnet.core.pulse.Hearings;
import dev.linnet.core.replica.Fact;
import dev.linnet.core.trust.Envelope;
import dev.linnet.core.trust.NodeStatement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Puts on every disk what the nodes of a mesh tell each other of themselves in the course of time:
 * the records of each region's council. That a thousand nodes come to know each other takes a
 * hundred times longer to simulate than what they do then.
 */
final class Acquaintance {
  private Acquaintance() {}

  static void of(Collection<SimulatedNode> nodes, SimulatedTrust trust) {
    Map<RegionName, List<SimulatedNode>> regions = new TreeMap<>();
    for (SimulatedNode node : nodes) {
      regions.computeIfAbsent(node.peer().region(), any -> new ArrayList<>()).add(node);
    }
    Map<String, Fact> records = new LinkedHashMap<>();
    regions.forEach(
        (region, members) -> {
          List<NodeName> names = members.stream().map(member -> member.peer().node()).toList();
          Set<NodeName> council =
              new HashSet<>(Rendezvous.first(Councils.SIZE, SimulatedTrust.MESH, names));
          members.stream()
              .filter(member -> council.contains(member.peer().node()))
              .forEach(
                  member -> records.put("record/" + member.peer().node(), record(member, trust)));
        });
    nodes.forEach(node -> node.disk().facts.give(records));
    records.forEach((key, record) -> nodes.forEach(node -> node.persisted(key, record)));
    nodes.forEach(node -> node.disk().memory.put(Hearings.CAUGHT_UP, "true"));
  }

  private static Fact record(SimulatedNode of, SimulatedTrust trust) {
    NodeName name = of.peer().node();
    NodeRecord record = new NodeRecord(SimulatedTrust.MESH, 1, of.peer().address(), of.profile());
    Envelope statement =
        Envelope.sign(NodeRecord.PAYLOAD_TYPE, record.toPayload(), trust.keyOf(name));
    return new Fact.ByNode(new NodeStatement(statement, trust.enrol(name, of.peer().region())));
  }
}
