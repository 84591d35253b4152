package dev.linnet.daemon.transport;

import dev.linnet.core.Message;
import dev.linnet.core.mesh.Peer;
import dev.linnet.core.mesh.RegionName;
import dev.linnet.proto.v1.Frame;
import dev.linnet.proto.v1.Membership;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;

/**
 * What arrives on sessions, read and handed on. A frame that is not well formed is counted and
 * dropped; the session goes on, since a newer node may say what this one does not know.
 */
final class Inbox {
  private final RegionName region;
  private final MeshTransport.Handler handler;
  private final Twins twins;
  private final AtomicLong malformed = new AtomicLong();
  private volatile BiConsumer<Peer, Membership> membership = (peer, frame) -> {};

  Inbox(RegionName region, MeshTransport.Handler handler, Twins twins) {
    this.region = region;
    this.handler = handler;
    this.twins = twins;
  }

  /** From now on membership frames of the own region go to {@code listener}. */
  void listenMembership(BiConsumer<Peer, Membership> listener) {
    membership = listener;
  }

  void onFrame(Session session, Frame frame, Runnable done) {
    Peer from = session.peer();
    twins.heard(session);
    handler.onFrame("received", FrameKind.of(frame), frame.getSerializedSize());
    try {
      switch (frame.getKindCase()) {
        case MESSAGE -> {
          Message message = WireCodec.decode(frame.getMessage());
          handler.onMessage(from.node(), message, done);
        }
        case MEMBERSHIP -> {
          if (!from.region().equals(region)) {
            throw new IllegalArgumentException("membership of another region");
          }
          membership.accept(from, frame.getMembership());
          done.run();
        }
        case HELLO, KIND_NOT_SET -> throw new IllegalArgumentException("frame out of place");
      }
    } catch (IllegalArgumentException e) {
      malformed.incrementAndGet();
      done.run();
    }
  }

  long malformed() {
    return malformed.get();
  }
}
