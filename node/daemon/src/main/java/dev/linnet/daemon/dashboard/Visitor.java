package dev.linnet.daemon.dashboard;

import dev.linnet.daemon.LocalCallers;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;

/**
 * Who may read. The port has no password, and what keeps strangers out is that it listens on
 * loopback; but a browser on this machine also runs the scripts of strangers. One whose name was
 * made to point here (DNS rebinding) is known by its Host, one that asks across origins by what the
 * browser says of it.
 */
final class Visitor {
  /** Why not, and what it is told. */
  record Refusal(int status, String sentence) {}

  private Visitor() {}

  static Optional<Refusal> refusal(HttpServletRequest request) {
    if (!LocalCallers.isLocalHost(request.getHeader("Host"))) {
      return Optional.of(
          new Refusal(
              421,
              "this node answers to this machine by its address or as localhost alone:"
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
