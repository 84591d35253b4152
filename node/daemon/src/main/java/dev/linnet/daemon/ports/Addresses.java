package dev.linnet.daemon.ports;

import dev.linnet.core.mesh.Address;
import java.net.URI;
import java.net.URISyntaxException;

/** Addresses that can be dialled: gRPC makes no channel to a host that no URI may name. */
public final class Addresses {
  private Addresses() {}

  /**
   * Parses {@code HOST:PORT}.
   *
   * @throws IllegalArgumentException if it is none, or no machine can have that name
   */
  public static Address parse(String text) {
    Address address = Address.parse(text);
    if (!mayBeNamed(address)) {
      throw new IllegalArgumentException(
          "address '"
              + text
              + "': no host is named '"
              + address.host()
              + "'; expected letters, digits, hyphens and dots, or an IP address");
    }
    return address;
  }

  private static boolean mayBeNamed(Address address) {
    String host = address.host();
    try {
      String named = new URI(null, null, host, address.port(), null, null, null).getHost();
      return host.equals(named) || ("[" + host + "]").equals(named);
    } catch (URISyntaxException e) {
      return false;
    }
  }
}
