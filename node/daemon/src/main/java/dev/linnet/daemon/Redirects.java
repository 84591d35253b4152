package dev.linnet.daemon;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import java.util.Set;

/** Where servers of others may send on those who fetch from them. */
public final class Redirects {
  /** Registries send to a store of blobs, and that may send on. */
  public static final int MOST = 3;

  private static final Set<Integer> STATUSES = Set.of(301, 302, 303, 307, 308);

  private Redirects() {}

  public static boolean isOne(int status) {
    return STATUSES.contains(status);
  }

  /**
   * The place that an answer names; empty if it is none, or one without TLS where there was TLS.
   *
   * @param location its header of that name, or {@code ""}
   */
  public static Optional<URI> target(URI from, String location) {
    try {
      URI to = from.resolve(new URI(location));
      boolean sound =
          "https".equals(to.getScheme())
              || ("http".equals(to.getScheme()) && "http".equals(from.getScheme()));
      return sound && to.getHost() != null && to.getUserInfo() == null
          ? Optional.of(to)
          : Optional.empty();
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
  }
}
