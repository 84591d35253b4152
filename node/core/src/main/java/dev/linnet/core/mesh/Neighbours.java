package dev.linnet.core.mesh;

import java.util.List;
import java.util.SortedSet;

/** Whom a node can talk to: what gossip needs of a directory. */
public interface Neighbours {
  /** The other nodes of this node's region that are not known to be gone. */
  List<Peer> regionPeers();

  /** Peers of other regions that were met and whose records are not known. */
  List<Peer> strangers();

  /** How many peers were met and are not gone, records or not. */
  int met();

  /** All regions that any known node is in, this node's own among them. */
  SortedSet<RegionName> regions();

  /** The council members of a region other than this node. */
  List<Peer> councilPeers(RegionName of);
}
