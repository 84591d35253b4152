package dev.linnet.core;

import dev.linnet.core.Message.HolderNamed;
import dev.linnet.core.mesh.Directory;
import dev.linnet.core.mesh.NodeName;
import dev.linnet.core.mesh.Peer;
import dev.linnet.core.mesh.RegionName;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Nodes of other regions that a keeper there named as holders of what is sought here. No record of
 * them may be kept here, so they are remembered for their answer. A name is no word of its own: it
 * leads to one question, and only so many do for each time that was asked.
 */
final class NamedHolders {
  private static final int MOST = 8;

  private final RegionName region;
  private final Directory directory;

  /** The first named first. */
  private final Map<NodeName, Peer> named = new LinkedHashMap<>();

  private int left;

  NamedHolders(RegionName region, Directory directory) {
    this.region = region;
    this.directory = directory;
  }

  /**
   * Other regions are being asked.
   *
   * @param isSought whether names are wanted in return
   */
  void asked(boolean isSought) {
    left = isSought ? MOST : 0;
  }

  /** Whether to ask the one that is named; it is remembered then. */
  boolean isToBeAsked(Peer keeper, HolderNamed message) {
    Peer holder = message.holder();
    if (left <= 0
        || !holder.region().equals(keeper.region())
        || holder.region().equals(region)
        || directory.isRevoked(holder.node())) {
      return false;
    }
    left--;
    named.remove(holder.node());
    named.put(holder.node(), holder);
    if (named.size() > MOST) {
      named.remove(named.keySet().iterator().next());
    }
    return true;
  }

  /** One that was named lately. */
  Optional<Peer> find(NodeName node) {
    return Optional.ofNullable(named.get(node)).filter(peer -> !directory.isRevoked(node));
  }
}
