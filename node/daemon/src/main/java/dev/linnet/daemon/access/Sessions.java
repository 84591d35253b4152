package dev.linnet.daemon.access;

import dev.linnet.core.trust.Bytes;
import dev.linnet.core.trust.Digest;
import dev.linnet.daemon.identity.TokenFiles;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Browsers that signed in. Each has a cookie of 256 random bits in the place of its token, which
 * scripts cannot read and other sites cannot send; it is good for some hours, and as long as the
 * token. They are forgotten when the daemon ends.
 */
final class Sessions {
  /** The prefix makes browsers insist on Secure, on this very host and on all paths. */
  static final String COOKIE = "__Host-linnet";

  static final Duration LIFE = Duration.ofHours(8);
  private static final int MOST = 1_024;

  private final Clock clock;
  private final Map<Digest, Session> open = new LinkedHashMap<>();

  record Session(String tokenId, Instant expires) {}

  Sessions(Clock clock) {
    this.clock = clock;
  }

  /** Opens one for who showed a token, and returns its cookie; of too many the oldest goes. */
  synchronized String open(String tokenId) {
    Bytes secret = TokenFiles.make().secret();
    String cookie = Base64.getUrlEncoder().withoutPadding().encodeToString(secret.toArray());
    open.put(digest(cookie), new Session(tokenId, clock.instant().plus(LIFE)));
    if (open.size() > MOST) {
      open.remove(open.keySet().iterator().next());
    }
    return cookie;
  }

  /** The one that a cookie is for, if it is still good. */
  synchronized Optional<Session> find(String cookie) {
    return Optional.ofNullable(open.get(digest(cookie)))
        .filter(session -> clock.instant().isBefore(session.expires()));
  }

  synchronized void close(String cookie) {
    open.remove(digest(cookie));
  }

  private static Digest digest(String cookie) {
    return Digest.of(cookie.getBytes(StandardCharsets.UTF_8));
  }
}
