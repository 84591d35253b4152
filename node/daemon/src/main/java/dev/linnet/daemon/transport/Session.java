package dev.linnet.daemon.transport;

import dev.linnet.core.mesh.Peer;
import dev.linnet.proto.v1.Frame;

/**
 * A living stream with a peer whose certificate and greeting agree. Carries frames both ways,
 * whoever dialled.
 *
 * @param close ends the stream, from this side and in order
 */
record Session(Speaker speaker, Outbox outbox, Runnable close) {
  Peer peer() {
    return speaker.peer();
  }

  boolean offer(Frame frame) {
    return outbox.offer(frame);
  }

  @Override
  public boolean equals(Object other) {
    return this == other;
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(this);
  }
}
