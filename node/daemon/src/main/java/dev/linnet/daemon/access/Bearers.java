package dev.linnet.daemon.access;

import dev.linnet.daemon.UserError;
import dev.linnet.daemon.access.Refused.Reason;
import dev.linnet.daemon.ports.Guesses;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.InetAddress;
import java.time.Clock;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Knows callers by their tokens. A token's file is read again once a second while it is used, so
 * that one which was taken back is good for no longer, and a call costs no file.
 */
final class Bearers {
  private static final Logger LOG = LoggerFactory.getLogger(Bearers.class);
  private static final long READ_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final ApiTokens tokens;
  private final Clock clock;
  private final LongSupplier nanoTime;
  private final Guesses guesses;
  private final Map<Reason, Counter> refusals = new EnumMap<>(Reason.class);

  /** What was read of those that were asked for: no more than there are tokens. */
  private final Map<String, Read> known = new ConcurrentHashMap<>();

  private volatile String complaint = "";

  private record Read(ApiTokens.Kept kept, long atNanos) {}

  Bearers(ApiTokens tokens, MeterRegistry meters, Clock clock, LongSupplier nanoTime) {
    this.tokens = tokens;
    this.clock = clock;
    this.nanoTime = nanoTime;
    this.guesses = new Guesses(nanoTime);
    for (Reason reason : Reason.values()) {
      refusals.put(
          reason,
          Counter.builder("linnet.api.refusals")
              .description("calls of the API that were turned away")
              .tag("reason", reason.word())
              .register(meters));
    }
  }

  /**
   * The token that a header shows.
   *
   * @throws Refused if it is not good for what the call needs
   */
  ApiTokens.Token require(@Nullable String authorization, InetAddress from, Need need)
      throws Refused {
    if (authorization == null) {
      throw refused(
          Reason.NO_TOKEN,
          "this API takes a token, and none was sent: send the header Authorization: Bearer TOKEN");
    }
    Optional<BearerToken> shown = BearerToken.ofHeader(authorization);
    // Who was known before is never shut out by another one's guesses from the same address.
    if (!shown.map(this::wasGood).orElse(false) && !guesses.allows(from)) {
      throw refused(Reason.TOO_MANY, "too many wrong tokens came from this address: wait a minute");
    }
    Optional<ApiTokens.Kept> kept =
        shown.flatMap(token -> kept(token.id()).filter(found -> found.isShownBy(token)));
    if (kept.isEmpty()) {
      guesses.wrong(from);
      throw refused(
          Reason.WRONG_TOKEN,
          "the token is not known here: it was taken back, or is another node's");
    }
    return allowed(kept.get().token(), need);
  }

  private boolean wasGood(BearerToken shown) {
    Read before = known.get(shown.id());
    return before != null && before.kept().isShownBy(shown);
  }

  /**
   * A token that was shown rightly before.
   *
   * @throws Refused if it is not good any more, or not for what the call needs
   */
  ApiTokens.Token requireStill(String id, Need need) throws Refused {
    Optional<ApiTokens.Kept> kept = kept(id);
    if (kept.isEmpty()) {
      throw refused(Reason.WRONG_TOKEN, "the token was taken back");
    }
    return allowed(kept.get().token(), need);
  }

  private ApiTokens.Token allowed(ApiTokens.Token token, Need need) throws Refused {
    if (!clock.instant().isBefore(token.expires())) {
      throw refused(Reason.EXPIRED, "the token expired at " + token.expires());
    }
    if (!need.allows(token.role())) {
      throw refused(
          Reason.ROLE,
          "the token has role " + token.role().word() + ", and this takes " + need.words());
    }
    return token;
  }

  /** What is on the disk of a token, or was a moment ago. */
  private Optional<ApiTokens.Kept> kept(String id) {
    long now = nanoTime.getAsLong();
    Read before = known.get(id);
    if (before != null && now - before.atNanos() < READ_NANOS) {
      return Optional.of(before.kept());
    }
    Optional<ApiTokens.Kept> read = read(id);
    read.ifPresentOrElse(kept -> known.put(id, new Read(kept, now)), () -> known.remove(id));
    return read;
  }

  private Optional<ApiTokens.Kept> read(String id) {
    try {
      return tokens.find(id);
    } catch (UserError e) {
      complain(String.valueOf(e.getMessage()));
      return Optional.empty();
    }
  }

  /** A file that cannot be read lets nobody in, which its owner must learn; once. */
  private void complain(String sentence) {
    if (!sentence.equals(complaint)) {
      complaint = sentence;
      LOG.warn("{}", sentence);
    }
  }

  private Refused refused(Reason reason, String sentence) {
    Objects.requireNonNull(refusals.get(reason)).increment();
    return new Refused(reason, sentence);
  }
}
