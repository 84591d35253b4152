package dev.linnet.daemon.dashboard;

import dev.linnet.daemon.access.KnownHosts;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;

/**
 * Whose page may read. A browser also runs the scripts of strangers: one whose name was made to
 * point here (DNS rebinding) is known by its Host, one that asks across origins by what the browser
 * says of it.
 */
final class Visitor {
  /** Why not, and what it is told. */
  record Refusal(int status, String sentence) {}

  private Visitor() {}

  static Optional<Refusal> refusal(HttpServletRequest request, KnownHosts hosts) {
    if (!hosts.knows(request.getHeader("Host"))) {
      return Optional.of(
          new Refusal(
              421,
              "this node answers to localhost and the names in its node.yaml alone (api.names):"
                  + " a proxy before it must set Host to the address that it forwards to"));
    }
    String site = request.getHeader("Sec-Fetch-Site");
    boolean navigates = "navigate".equals(request.getHeader("Sec-Fetch-Mode"));
    if (site == null || site.equals("same-origin") || site.equals("none") || navigates) {
      return Optional.empty();
    }
    return Optional.of(new Refusal(403, "another site's page may not read this"));
  }
}
