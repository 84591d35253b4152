package dev.linnet.daemon.origin;

import dev.linnet.core.Event.ChunkFailure;
import dev.linnet.daemon.ChunkUnavailable;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What an operator lets a node fetch from. A manifest is written by whoever may announce, and its
 * origin makes every node of the mesh send requests: without a word of the node's own configuration
 * these reach public addresses alone, and never this machine's neighbours or services.
 *
 * @param allow host names and addresses that may be private, as they stand in origins
 * @param local directories that hold the files of origins, by the beginning of the origin's URL
 */
public record OriginRules(Set<String> allow, SortedMap<String, Path> local) {
  /** Nothing private, nothing local. */
  public static final OriginRules PUBLIC = new OriginRules(Set.of(), new TreeMap<>());

  public OriginRules {
    allow = Set.copyOf(allow);
    local = new TreeMap<>(local);
  }

  /** The directory that holds an origin's files on this machine; the longest beginning counts. */
  Optional<Path> directory(String origin) {
    Optional<Path> found = Optional.empty();
    for (Map.Entry<String, Path> entry : local.entrySet()) {
      if (origin.startsWith(entry.getKey())) {
        String rest = origin.substring(entry.getKey().length()).replaceFirst("^/+", "");
        Path directory = entry.getValue().resolve(rest).normalize();
        if (directory.startsWith(entry.getValue())) {
          found = Optional.of(directory);
        }
      }
    }
    return found;
  }

  /**
   * Checks where a request would go; looks the name up. Java keeps the answer for as long as the
   * request takes, so that it cannot go elsewhere.
   *
   * @throws ChunkUnavailable if that is a private address that the operator did not allow
   */
  void require(URI uri) {
    String host = String.valueOf(uri.getHost());
    if (allow.contains(host)) {
      return;
    }
    try {
      for (InetAddress address : InetAddress.getAllByName(host)) {
        if (isPrivate(address)) {
          throw new ChunkUnavailable(
              ChunkFailure.MISSING,
              "origin %s: %s is the private address %s: name it in origin.allow of node.yaml if that is meant"
                  .formatted(uri, host, address.getHostAddress()));
        }
      }
    } catch (UnknownHostException e) {
      throw new ChunkUnavailable(
          ChunkFailure.UNREACHABLE, "origin " + uri + ": no host is called " + host);
    }
  }

  /** Loopback, link, site, carrier and unique local addresses, and those of no single host. */
  private static boolean isPrivate(InetAddress address) {
    byte[] raw = address.getAddress();
    boolean carrier = raw.length == 4 && raw[0] == 100 && (raw[1] & 0xc0) == 64;
    boolean thisNetwork = raw.length == 4 && (raw[0] == 0 || (raw[0] & 0xf0) == 0xf0);
    boolean uniqueLocal = raw.length == 16 && (raw[0] & 0xfe) == 0xfc;
    return address.isLoopbackAddress()
        || address.isAnyLocalAddress()
        || address.isLinkLocalAddress()
        || address.isSiteLocalAddress()
        || address.isMulticastAddress()
        || carrier
        || thisNetwork
        || uniqueLocal;
  }
}
