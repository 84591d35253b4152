package dev.linnet.daemon.transport;

import dev.linnet.core.Message;
import dev.linnet.core.mesh.Address;
import dev.linnet.core.mesh.NodeName;
import dev.linnet.core.mesh.RegionName;
import dev.linnet.core.trust.Digest;
import dev.linnet.daemon.identity.IdentityFiles;
import dev.linnet.daemon.identity.IdentityPaths;
import dev.linnet.daemon.identity.NodeIdentity;
import dev.linnet.proto.v1.Frame;
import dev.linnet.testmesh.HostileHttp2;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/**
 * An enrolled node that floods another's mesh port until it is ended, with as many connections as
 * one node is let hold, and a new one for each that is cut: {@code Flooder KIND IDENTITY NODE
 * REGION HOST:PORT}.
 */
public final class Flooder {
  /** What is printed once the first connection stands and, where it is to greet, is greeted. */
  public static final String UNDER_WAY = "under way";

  private static final String PATH = "/linnet.v1.Mesh/Exchange";
  private static final int CONNECTIONS = 8;
  private static final int FRAMES_A_CONNECTION = 10_000;
  private static final int HEADER_BYTES = 1_000;
  private static final int CALLS_AT_ONCE = 64;
  private static final long PAUSE_NANOS = 100_000;

  /** What it floods with. */
  public enum Kind {
    /** Messages that ask for work, as many as the other takes. */
    MESSAGES,
    /** Streams opened and taken back at once (CVE-2023-44487). */
    RESETS,
    /** Streams that the other must reset (CVE-2025-8671). */
    BROKEN_STREAMS,
    /** Headers that do not end (CVE-2024-27316). */
    HEADERS,
    /** Pings (CVE-2019-9512). */
    PINGS,
    /** Handshakes, and nothing after them. */
    CONNECTIONS,
    /** Well-formed calls for chunks that the other does not have, many at once. */
    CHUNKS
  }

  private final Kind kind;
  private final NodeIdentity self;
  private final Address victim;
  private final AtomicBoolean underWay = new AtomicBoolean();

  private Flooder(Kind kind, NodeIdentity self, Address victim) {
    this.kind = kind;
    this.self = self;
    this.victim = victim;
  }

  /** Floods. */
  public static void main(String[] args) {
    NodeIdentity self =
        IdentityFiles.load(
            IdentityPaths.in(Path.of(args[1])),
            new NodeName(args[2]),
            new RegionName(args[3]),
            Instant.now());
    Flooder flooder = new Flooder(Kind.valueOf(args[0]), self, Address.parse(args[4]));
    for (int i = 0; i < CONNECTIONS; i++) {
      new Thread(flooder::floodForEver, "flood " + i).start();
    }
  }

  private void floodForEver() {
    while (true) {
      try {
        flood();
      } catch (Exception cut) {
        // What the other's bounds are for: begun anew at once.
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    }
  }

  private void flood() throws Exception {
    switch (kind) {
      case MESSAGES -> messages();
      case RESETS -> frames(HostileHttp2::openAndReset);
      case BROKEN_STREAMS -> frames(HostileHttp2::openAndBreak);
      case HEADERS -> headers();
      case PINGS -> frames(HostileHttp2::ping);
      case CONNECTIONS -> connect().close();
      case CHUNKS -> chunks();
    }
  }

  private void messages() throws Exception {
    Message asked = new Message.ChunksAsked(Digest.of(new byte[1]));
    Frame frame = Frame.newBuilder().setMessage(WireCodec.encode(asked)).build();
    try (HostileMember member = new HostileMember(self, victim)) {
      while (!member.isCutOff()) {
        if (member.isGreeted()) {
          begun();
        }
        if (member.hasRoom()) {
          member.say(frame);
        } else {
          LockSupport.parkNanos(PAUSE_NANOS);
        }
      }
    }
  }

  private void chunks() throws Exception {
    Semaphore more = new Semaphore(CALLS_AT_ONCE);
    try (AskingPeer peer = new AskingPeer(self, victim)) {
      for (int i = 0; i < FRAMES_A_CONNECTION; i++) {
        more.acquire();
        peer.ask(more::release);
        begun();
      }
    }
  }

  private void headers() throws Exception {
    try (HostileHttp2 connection = connect()) {
      connection.beginHeaders();
      for (int i = 0; i < FRAMES_A_CONNECTION; i++) {
        connection.goOn(HEADER_BYTES);
      }
    }
  }

  private interface Attack {
    void once(HostileHttp2 connection) throws IOException;
  }

  private void frames(Attack attack) throws Exception {
    try (HostileHttp2 connection = connect()) {
      for (int i = 0; i < FRAMES_A_CONNECTION; i++) {
        attack.once(connection);
      }
    }
  }

  private HostileHttp2 connect() throws Exception {
    HostileHttp2 connection = new HostileHttp2(EnrolledTls.dial(self, victim.port()), PATH);
    begun();
    return connection;
  }

  private void begun() {
    if (underWay.compareAndSet(false, true)) {
      System.out.println(UNDER_WAY);
    }
  }
}
