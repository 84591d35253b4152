package dev.linnet.daemon.dashboard;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Who may read. The port has no password, and what keeps strangers out is that it listens on
 * loopback; but a browser on this machine also runs the scripts of strangers. One whose name was
 * made to point here (DNS rebinding) is known by its Host, one that asks across origins by what the
 * browser says of it.
 */
final class Visitor {
  private static final Pattern HERE =
      Pattern.compile("(localhost|[a-z0-9.-]*\\.localhost|[0-9.]+|\\[[0-9a-f:.]+])(:[0-9]+)?");

  /** Why not, and what it is told. */
  record Refusal(int status, String sentence) {}

  private Visitor() {}

  static Optional<Refusal> refusal(HttpServletRequest request) {
    if (!isHere(request.getHeader("Host"))) {
      return Optional.of(
          new Refusal(
              421,
              "this node answers to addresses and to localhost alone:"
                  + " a proxy before it must set Host to the address that it forwards to"));
    }
    String site = request.getHeader("Sec-Fetch-Site");
    boolean navigates = "navigate".equals(request.getHeader("Sec-Fetch-Mode"));
    if (site == null || site.equals("same-origin") || site.equals("none") || navigates) {
      return Optional.empty();
    }
    return Optional.of(new Refusal(403, "another site's page may not read this"));
  }

  private static boolean isHere(@Nullable String host) {
    return host == null || HERE.matcher(host.toLowerCase(Locale.ROOT)).matches();
  }
}
