package dev.linnet.daemon;

import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import java.net.URI;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP API asks nobody who they are, since it listens on loopback alone; but a browser on this
 * machine sends there what any page of the world tells it to. Such a request names the page in
 * {@code Origin}, or, if the page's own name was made to mean this machine, in {@code Host}: both
 * must be this machine by address or as localhost.
 */
public final class LocalCallers {
  private static final Pattern LOCAL =
      Pattern.compile("(?i)localhost|[a-z0-9-]+\\.localhost|127(\\.[0-9]{1,3}){3}|\\[::1\\]");

  private static final int FORBIDDEN = 403;

  private LocalCallers() {}

  /** Refuses all others before any route sees them. */
  static void register(JavalinConfig app) {
    app.routes.before(LocalCallers::require);
  }

  private static void require(Context context) {
    String host = context.header("Host");
    String origin = context.header("Origin");
    if (!isLocalHost(host)) {
      refuse(context, "Host '" + host + "'", "a proxy in front must send Host: 127.0.0.1");
    } else if (origin != null && !isLocal(origin)) {
      refuse(context, "Origin '" + origin + "'", "pages of other hosts may not call it");
    }
  }

  /** Whether a {@code Host} header names this machine; without one it does not. */
  public static boolean isLocalHost(@Nullable String host) {
    return host != null && isLocal("http://" + host);
  }

  private static boolean isLocal(String url) {
    try {
      String name = URI.create(url).getHost();
      return name != null && isLocalName(name);
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static boolean isLocalName(String name) {
    return LOCAL.matcher(name).matches();
  }

  private static void refuse(Context context, String what, String hint) {
    String printable = what.replaceAll("[^ -~]|[\"\\\\]", "?");
    context
        .status(FORBIDDEN)
        .contentType("application/json")
        .result("{\"error\":\"" + printable + " is not this machine: " + hint + "\"}")
        .skipRemainingHandlers();
  }
}
