package dev.linnet.core.mesh;

/** Where a node's mesh port is reached. */
public record Address(String host, int port) {
  public Address {
    if (host.isBlank() || port < 1 || port > 65_535) {
      throw new IllegalArgumentException(
          "address '" + host + ":" + port + "': expected HOST:PORT with a port from 1 to 65535");
    }
  }

  /** Parses {@code HOST:PORT}; an IPv6 host stands in brackets. */
  public static Address parse(String text) {
    int colon = text.lastIndexOf(':');
    try {
      return new Address(
          text.substring(0, Math.max(colon, 0)), Integer.parseInt(text.substring(colon + 1)));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("address '" + text + "': expected HOST:PORT", e);
    }
  }

  @Override
  public String toString() {
    return host + ":" + port;
  }
}
