package dev.linnet.testmesh;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Free ports of loopback. They lie below the range from which the system gives ports to outgoing
 * connections (from 32768 on Linux), or a node that is down would find its port taken by a peer's
 * connection when it comes back. Tests that run in several processes at once have a part of them
 * each, or one would be given the port of another's node that is down.
 */
public final class Ports {
  private static final int PORTS_OF_A_FORK = 6_000;
  private static final int FIRST =
      20_000 + (Integer.getInteger("linnet.fork", 1) - 1) * PORTS_OF_A_FORK;
  private static final int LAST = FIRST + PORTS_OF_A_FORK;
  private static final int MAX_TRIES = 10_000;
  private static final Set<Integer> GIVEN = new HashSet<>();

  private Ports() {}

  /** A port that nobody listens on, and that this process was not given before. */
  public static synchronized int free() {
    for (int i = 0; i < MAX_TRIES; i++) {
      int port = ThreadLocalRandom.current().nextInt(FIRST, LAST);
      if (!GIVEN.contains(port) && isFree(port)) {
        GIVEN.add(port);
        return port;
      }
    }
    throw new IllegalStateException("no free port from " + FIRST + " to " + LAST);
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return socket.isBound();
    } catch (IOException e) {
      return false;
    }
  }
}
