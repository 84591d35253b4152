package dev.linnet.daemon.access;

import io.javalin.http.Context;
import java.net.URI;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The names that a node answers to over HTTP. A browser sends there what any page of the world
 * tells it to. Such a request names the page in {@code Origin}, or, if the page's own name was made
 * to mean the node (DNS rebinding), in {@code Host}: both must be a name that the owner gave the
 * node, or this machine by address or as localhost.
 */
public final class KnownHosts {
  private static final Pattern LOCAL =
      Pattern.compile("localhost|[a-z0-9-]+\\.localhost|127(\\.[0-9]{1,3}){3}|\\[::1\\]");

  private static final int FORBIDDEN = 403;

  private final Set<String> names;

  /** This machine's, and others. */
  KnownHosts(Set<String> names) {
    this.names =
        names.stream()
            .map(name -> name.toLowerCase(Locale.ROOT))
            .collect(Collectors.toUnmodifiableSet());
  }

  /** Refuses a request of elsewhere, before any route sees it. */
  void require(Context context) {
    String host = context.header("Host");
    String origin = context.header("Origin");
    if (!knows(host)) {
      refuse(context, "Host '" + host + "'", "see api.names; a proxy must send Host: 127.0.0.1");
    } else if (origin != null && !isKnown(origin)) {
      refuse(context, "Origin '" + origin + "'", "pages of other hosts may not call it");
    }
  }

  /** Whether a {@code Host} header names this node; without one it does not. */
  public boolean knows(@Nullable String host) {
    return host != null && isKnown("http://" + host);
  }

  private boolean isKnown(String url) {
    try {
      String name = URI.create(url).getHost();
      return name != null && isKnownName(name.toLowerCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private boolean isKnownName(String name) {
    return LOCAL.matcher(name).matches() || names.contains(name);
  }

  private static void refuse(Context context, String what, String hint) {
    String printable = what.replaceAll("[^ -~]|[\"\\\\]", "?");
    context
        .status(FORBIDDEN)
        .contentType("application/json")
        .result("{\"error\":\"" + printable + " is not this node: " + hint + "\"}")
        .skipRemainingHandlers();
  }
}
