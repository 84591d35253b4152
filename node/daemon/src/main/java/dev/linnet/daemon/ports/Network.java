package dev.linnet.daemon.ports;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.HexFormat;

/** Where somebody comes from: one address, or of IPv6 the 64 bits that a subscriber has alone. */
final class Network {
  private static final int IPV6_BYTES = 8;

  private Network() {}

  static String of(InetAddress address) {
    byte[] bytes = address.getAddress();
    return HexFormat.of()
        .formatHex(address instanceof Inet6Address ? Arrays.copyOf(bytes, IPV6_BYTES) : bytes);
  }
}
