package dev.linnet.core;

import dev.linnet.core.gossip.GossipSettings;
import dev.linnet.core.mesh.Address;
import dev.linnet.core.mesh.NodeName;
import dev.linnet.core.mesh.Profile;
import dev.linnet.core.mesh.RegionName;
import dev.linnet.core.replica.Fact;
import dev.linnet.core.swarm.SwarmSettings;
import dev.linnet.core.trust.Envelope;
import dev.linnet.core.trust.SignatureCheck;
import dev.linnet.core.trust.Signer;
import dev.linnet.core.trust.TrustRoot;
import java.util.List;
import java.util.Map;

/**
 * All that a node is made of.
 *
 * @param factSigner signs this node's facts; {@code enrolment} binds its key to the name
 * @param facts what the disk held; checked again before it is believed
 * @param memory what the node remembered, by key
 * @param manifests the JSON of the manifests in the store
 */
public record NodeSetup(
    NodeName node,
    RegionName region,
    Address address,
    Profile profile,
    TrustRoot trustRoot,
    SignatureCheck signatureCheck,
    Signer factSigner,
    Envelope enrolment,
    GossipSettings gossip,
    SwarmSettings swarm,
    List<Fact> facts,
    Map<String, String> memory,
    List<String> manifests) {
  public NodeSetup {
    facts = List.copyOf(facts);
    memory = Map.copyOf(memory);
    manifests = List.copyOf(manifests);
  }
}
