package dev.linnet.daemon.access;

import com.google.gson.JsonObject;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.security.RouteRole;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Who may ask what over HTTP: routes say what they take, and those that do not take it all. */
public final class HttpGuard {
  private final KnownHosts hosts;
  private final @Nullable Bearers bearers;
  private final Sessions sessions;

  /** What a request shows of its sender. */
  private record Shown(
      @Nullable String authorization,
      @Nullable String cookie,
      boolean onlyReads,
      InetAddress from) {
    static Shown by(HttpServletRequest request) {
      return new Shown(
          request.getHeader("Authorization"),
          HttpGuard.cookie(request),
          request.getMethod().equals("GET") || request.getMethod().equals("HEAD"),
          HttpGuard.from(request));
    }
  }

  HttpGuard(KnownHosts hosts, @Nullable Bearers bearers, Sessions sessions) {
    this.hosts = hosts;
    this.bearers = bearers;
    this.sessions = sessions;
  }

  /** Stands before all routes of an application that is being configured. */
  public void register(JavalinConfig app) {
    app.routes.before(hosts::require);
    app.routes.beforeMatched(this::require);
    if (bearers != null) {
      new SessionRest(bearers, sessions).register(app);
    }
  }

  /** The names that the node answers to. */
  public KnownHosts hosts() {
    return hosts;
  }

  /** Why a request may not have what takes so much; empty if it may. */
  public Optional<Refused> refusal(HttpServletRequest request, Need need) {
    return refusal(Shown.by(request), need);
  }

  /** Whether who sent a request may still have it, to be asked when the request is long gone. */
  public BooleanSupplier stillAllows(HttpServletRequest request, Need need) {
    Shown shown = Shown.by(request);
    return () -> refusal(shown, need).isEmpty();
  }

  private Optional<Refused> refusal(Shown shown, Need need) {
    if (bearers == null || need == Need.NOTHING) {
      return Optional.empty();
    }
    try {
      Optional<Sessions.Session> session =
          shown.authorization() == null && shown.cookie() != null
              ? sessions.find(shown.cookie())
              : Optional.empty();
      if (session.isPresent() && shown.onlyReads() && need.allows(Role.VIEW)) {
        bearers.requireStill(session.get().tokenId(), need);
      } else {
        bearers.require(shown.authorization(), shown.from(), need);
      }
      return Optional.empty();
    } catch (Refused e) {
      return Optional.of(e);
    }
  }

  private void require(Context context) {
    refusal(context.req(), need(context.routeRoles()))
        .ifPresent(
            refused -> {
              answer(context, refused);
              context.skipRemainingHandlers();
            });
  }

  private static Need need(Set<RouteRole> roles) {
    return roles.stream()
        .filter(Need.class::isInstance)
        .map(Need.class::cast)
        .findFirst()
        .orElse(Need.CONTROL);
  }

  static void answer(Context context, Refused refused) {
    if (refused.http() == 401) {
      context.header("WWW-Authenticate", "Bearer realm=\"linnet\"");
    }
    JsonObject body = new JsonObject();
    body.addProperty("error", refused.sentence());
    context.status(refused.http()).contentType("application/json").result(body.toString());
  }

  static @Nullable String cookie(HttpServletRequest request) {
    Cookie[] cookies = request.getCookies();
    for (Cookie cookie : cookies == null ? new Cookie[0] : cookies) {
      if (cookie.getName().equals(Sessions.COOKIE)) {
        return cookie.getValue();
      }
    }
    return null;
  }

  static InetAddress from(HttpServletRequest request) {
    try {
      return InetAddress.getByName(request.getRemoteAddr());
    } catch (UnknownHostException e) {
      throw new IllegalStateException("a connection comes from an address", e);
    }
  }
}
