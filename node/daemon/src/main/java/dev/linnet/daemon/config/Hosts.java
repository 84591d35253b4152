package dev.linnet.daemon.config;

import dev.linnet.core.mesh.Address;
import java.util.regex.Pattern;

/** What an address says of itself, without asking a name server. */
public final class Hosts {
  private static final Pattern LOOPBACK =
      Pattern.compile("localhost|127\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}|\\[::1\\]");

  private Hosts() {}

  /** Whether only this machine reaches it. */
  public static boolean isLoopback(Address address) {
    return LOOPBACK.matcher(address.host()).matches();
  }

  /** Whether it stands for all of a machine's addresses. */
  public static boolean isWildcard(Address address) {
    return address.host().equals("0.0.0.0") || address.host().equals("[::]");
  }
}
