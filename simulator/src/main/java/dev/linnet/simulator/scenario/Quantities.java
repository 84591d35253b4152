package dev.linnet.simulator.scenario;

import dev.linnet.documents.Units;
import java.math.BigDecimal;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Quantities of a scenario: a number with its unit, with or without a space between. Everything
 * else is an {@link IllegalArgumentException}.
 */
final class Quantities {
  private static final Pattern TIME =
      Pattern.compile("(-?\\d{1,12}(?:\\.\\d{1,9})?) ?(ns|us|ms|s|m|h|d)");
  private static final Pattern RATE = Pattern.compile("(\\d{1,9}(?:\\.\\d{1,3})?) ?([kMG]?)bit");
  private static final Pattern REQUESTS = Pattern.compile("(\\d{1,9}(?:\\.\\d{1,6})?) ?/ ?(s|m|h)");
  private static final Map<String, Long> NANOS =
      Map.of(
          "ns", 1L,
          "us", 1_000L,
          "ms", 1_000_000L,
          "s", 1_000_000_000L,
          "m", 60_000_000_000L,
          "h", 3_600_000_000_000L,
          "d", 86_400_000_000_000L);
  private static final Map<String, Double> BITS = Map.of("", 1.0, "k", 1e3, "M", 1e6, "G", 1e9);
  private static final Map<String, Integer> SECONDS = Map.of("s", 1, "m", 60, "h", 3_600);
  private static final long MOST_DAYS = 3_650;

  private Quantities() {}

  /** A time of 0 or more. */
  static long nanos(String text) {
    long nanos = signedNanos(text);
    if (nanos < 0) {
      throw notATime(text);
    }
    return nanos;
  }

  /** A time that lies before something if it is below 0. */
  static long signedNanos(String text) {
    Matcher matcher = TIME.matcher(text);
    if (!matcher.matches()) {
      throw notATime(text);
    }
    BigDecimal nanos =
        new BigDecimal(matcher.group(1))
            .multiply(BigDecimal.valueOf(NANOS.getOrDefault(matcher.group(2), 1L)));
    if (nanos.abs().compareTo(BigDecimal.valueOf(MOST_DAYS * 86_400_000_000_000L)) > 0) {
      throw notATime(text);
    }
    return nanos.longValue();
  }

  private static IllegalArgumentException notATime(String text) {
    return new IllegalArgumentException(
        "'" + text + "' is not a time; expected such as 250 us, 80 ms, 30s, 10m or 2h");
  }

  /** Bytes a second of a line. */
  static double bytesPerSecond(String text) {
    Matcher matcher = RATE.matcher(text);
    double bits =
        matcher.matches()
            ? Double.parseDouble(matcher.group(1)) * BITS.getOrDefault(matcher.group(2), 1.0)
            : 0;
    if (bits < 1) {
      throw new IllegalArgumentException(
          "'" + text + "' is not a bandwidth; expected such as 500 kbit, 10 Mbit or 1 Gbit");
    }
    return bits / 8;
  }

  /** Requests a second. */
  static double requestsPerSecond(String text) {
    Matcher matcher = REQUESTS.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "'" + text + "' is no rate of requests; expected such as 20/s, 6/m or 0/s");
    }
    return Double.parseDouble(matcher.group(1)) / SECONDS.getOrDefault(matcher.group(2), 1);
  }

  /** A share from 0 to 1. */
  static double share(String text) {
    var share = Units.share(text);
    return (double) share.numerator() / share.denominator();
  }
}
