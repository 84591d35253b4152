package dev.linnet.daemon.transport;

import dev.linnet.core.mesh.Address;
import dev.linnet.core.mesh.Peer;
import dev.linnet.daemon.identity.NodeIdentity;
import dev.linnet.daemon.identity.SpiffeId;
import dev.linnet.daemon.ports.Addresses;
import dev.linnet.proto.v1.Frame;
import dev.linnet.proto.v1.Hello;
import java.util.concurrent.CompletableFuture;

/** The first frame of each side: where it is reached, beside what its certificate says it is. */
final class Greeting {
  private static final int PROTOCOL_VERSION = 1;

  /** The oldest that this node still speaks, so that a mesh can be upgraded node by node. */
  private static final int OLDEST_PROTOCOL_VERSION = 1;

  private final NodeIdentity self;
  private final Revoked revoked;
  private final Twins twins;
  private final long bootId;
  private final CompletableFuture<Frame> hello = new CompletableFuture<>();

  /**
   * How a node greets and is greeted.
   *
   * @param bootId this process's own
   */
  Greeting(NodeIdentity self, Revoked revoked, Twins twins, long bootId) {
    this.self = self;
    this.revoked = revoked;
    this.twins = twins;
    this.bootId = bootId;
  }

  /** Says where this node is reached, which is known once the port is bound. */
  void advertise(Address address) {
    hello.complete(
        Frame.newBuilder()
            .setHello(
                Hello.newBuilder()
                    .setProtocolVersion(PROTOCOL_VERSION)
                    .setOldestProtocolVersion(OLDEST_PROTOCOL_VERSION)
                    .setRegion(self.region().value())
                    .setAddress(address.toString())
                    .setBootId(bootId))
            .build());
  }

  /** This node's own greeting; waits out the moment between binding and advertising. */
  Frame hello() {
    return hello.join();
  }

  /**
   * Who greeted.
   *
   * @param id from the certificate
   * @param frame the first that came
   * @param host the other end of the connection
   */
  Speaker read(SpiffeId id, Frame frame, String host) throws Refused {
    if (!frame.hasHello()) {
      throw new Refused("node " + id.node() + " did not greet first");
    }
    if (revoked.contains(id.node())) {
      throw new Refused(Revoked.refusal(id.node()));
    }
    Hello greeting = frame.getHello();
    requireCommonProtocol(id, greeting);
    if (!greeting.getRegion().equals(id.region().value())) {
      throw new Refused(
          "node " + id.node() + " claims another region than its certificate's " + id.region());
    }
    Speaker speaker = new Speaker(peer(id, greeting), greeting.getBootId(), host);
    if (id.node().equals(self.node())) {
      throw new Refused(ownName(speaker));
    }
    return speaker;
  }

  private static Peer peer(SpiffeId id, Hello greeting) throws Refused {
    try {
      return new Peer(id.node(), id.region(), Addresses.parse(greeting.getAddress()));
    } catch (IllegalArgumentException e) {
      throw new Refused("node " + id.node() + " names no address at which it is reached");
    }
  }

  private String ownName(Speaker speaker) {
    if (speaker.bootId() == bootId) {
      return "it is this node itself: its own address is among its seeds";
    }
    if (speaker.bootId() != Speaker.NO_BOOT_ID) {
      twins.metOwn(speaker);
    }
    return "it is node " + speaker.node() + " as well: an identity is used twice";
  }

  private static void requireCommonProtocol(SpiffeId id, Hello greeting) throws Refused {
    long newest = Integer.toUnsignedLong(greeting.getProtocolVersion());
    long said = Integer.toUnsignedLong(greeting.getOldestProtocolVersion());
    long oldest = said == 0 ? newest : said;
    if (newest < OLDEST_PROTOCOL_VERSION || oldest > PROTOCOL_VERSION) {
      throw new Refused(
          "node "
              + id.node()
              + " speaks protocol "
              + versions(oldest, newest)
              + ", this node "
              + versions(OLDEST_PROTOCOL_VERSION, PROTOCOL_VERSION));
    }
  }

  private static String versions(long oldest, long newest) {
    return oldest == newest ? Long.toString(newest) : oldest + " to " + newest;
  }
}
