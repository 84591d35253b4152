package dev.linnet.daemon.transport;

import dev.linnet.core.mesh.Address;
import dev.linnet.core.mesh.NodeName;
import dev.linnet.core.mesh.Peer;
import dev.linnet.core.mesh.RegionName;
import dev.linnet.daemon.identity.SpiffeId;
import org.jspecify.annotations.Nullable;

/**
 * Whom a dialler expects at an address.
 *
 * @param node null for anyone: a seed, or a member known by its address only
 * @param region null for any region
 */
record Expected(Address address, @Nullable NodeName node, @Nullable RegionName region) {
  static Expected seed(Address address) {
    return new Expected(address, null, null);
  }

  static Expected member(Address address, RegionName region) {
    return new Expected(address, null, region);
  }

  static Expected peer(Peer peer) {
    return new Expected(peer.address(), peer.node(), peer.region());
  }

  /** Whether a person wrote the address down. */
  boolean isSeed() {
    return node == null && region == null;
  }

  /** Whether the address is no more than what some member of the region said. */
  boolean isHearsay() {
    return node == null && region != null;
  }

  /**
   * Checks who answered.
   *
   * @throws Refused if it is someone else
   */
  void require(SpiffeId found) throws Refused {
    if (node != null && !node.equals(found.node())) {
      throw new Refused("it is node " + found.node() + ", not " + node);
    }
    if (region != null && !region.equals(found.region())) {
      throw new Refused("it is of region " + found.region() + ", not " + region);
    }
  }
}
