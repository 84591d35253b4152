package dev.linnet.core.swarm;

import dev.linnet.core.mesh.Peer;

/** Where a chunk can come from. */
public sealed interface Source {
  /** A peer that said it holds the chunk. */
  record OfPeer(Peer peer) implements Source {}

  /** The manifest's origin, an HTTP(S) base URL under which its files lie by their paths. */
  record OfOrigin(String baseUrl) implements Source {}
}
