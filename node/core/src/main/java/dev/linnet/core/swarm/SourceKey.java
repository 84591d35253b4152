package dev.linnet.core.swarm;

import dev.linnet.core.mesh.NodeName;

/** A source by its identity: a node whatever its address, or an origin's URL. */
record SourceKey(String value) implements Comparable<SourceKey> {
  /** All peers of other regions: to them it is one way. */
  static final SourceKey AFAR = new SourceKey("afar");

  static SourceKey of(Source source) {
    return source instanceof Source.OfPeer peer
        ? of(peer.peer().node())
        : new SourceKey("origin " + ((Source.OfOrigin) source).baseUrl());
  }

  static SourceKey of(NodeName node) {
    return new SourceKey("node " + node);
  }

  @Override
  public int compareTo(SourceKey other) {
    return value.compareTo(other.value);
  }
}
