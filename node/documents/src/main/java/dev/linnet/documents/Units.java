package dev.linnet.documents;

import dev.linnet.core.rollout.Share;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Quantities as people write them. Everything else is an {@link IllegalArgumentException}. */
public final class Units {
  private static final Pattern DURATION = Pattern.compile("(\\d{1,9})(ms|s|m|h|d)");
  private static final Pattern BYTES = Pattern.compile("(\\d{1,15})(Ki|Mi|Gi|Ti)?");
  private static final Pattern FRACTION = Pattern.compile("(\\d{1,6})/(\\d{1,7})");
  private static final Pattern DECIMAL = Pattern.compile("(\\d{1,3}(?:\\.\\d{1,6})?)(%)?");

  /** The longest duration. */
  public static final Duration MAX_DURATION = Duration.ofDays(365);

  private static final Map<String, Duration> DURATION_UNITS =
      Map.of(
          "ms", Duration.ofMillis(1),
          "s", Duration.ofSeconds(1),
          "m", Duration.ofMinutes(1),
          "h", Duration.ofHours(1),
          "d", Duration.ofDays(1));
  private static final Map<String, Integer> BYTE_SHIFTS =
      Map.of("Ki", 10, "Mi", 20, "Gi", 30, "Ti", 40);

  private Units() {}

  /** A whole number with {@code ms}, {@code s}, {@code m}, {@code h} or {@code d}. */
  public static Duration duration(String text) {
    Matcher matcher = DURATION.matcher(text);
    if (matcher.matches()) {
      Duration unit = DURATION_UNITS.getOrDefault(matcher.group(2), Duration.ZERO);
      Duration value = unit.multipliedBy(Long.parseLong(matcher.group(1)));
      if (value.compareTo(MAX_DURATION) <= 0) {
        return value;
      }
    }
    throw new IllegalArgumentException(
        "'"
            + text
            + "' is not a duration; expected such as 500ms, 30s, 10m, 4h or 7d, at most 365d");
  }

  /** A whole number of bytes, or with {@code Ki}, {@code Mi}, {@code Gi} or {@code Ti}. */
  public static long bytes(String text) {
    Matcher matcher = BYTES.matcher(text);
    if (matcher.matches()) {
      int shift = matcher.group(2) == null ? 0 : BYTE_SHIFTS.getOrDefault(matcher.group(2), 0);
      long number = Long.parseLong(matcher.group(1));
      if (number <= Long.MAX_VALUE >> shift) {
        return number << shift;
      }
    }
    throw new IllegalArgumentException(
        "'" + text + "' is not a number of bytes; expected such as 1048576, 512Ki or 10Mi");
  }

  /** {@code 10%}, {@code 0.10} or {@code 1/10}, exactly and in lowest terms. */
  public static Share share(String text) {
    long numerator;
    long denominator;
    Matcher fraction = FRACTION.matcher(text);
    Matcher decimal = DECIMAL.matcher(text);
    if (fraction.matches()) {
      numerator = Long.parseLong(fraction.group(1));
      denominator = Long.parseLong(fraction.group(2));
    } else if (decimal.matches()) {
      BigDecimal value = new BigDecimal(decimal.group(1));
      int scale = Math.max(value.scale(), 0);
      numerator = value.movePointRight(scale).longValueExact();
      denominator =
          BigDecimal.TEN.pow(scale).longValueExact() * (decimal.group(2) == null ? 1 : 100);
    } else {
      throw notAShare(text);
    }
    if (denominator == 0 || numerator > denominator) {
      throw notAShare(text);
    }
    long divisor = gcd(numerator, denominator);
    if (denominator / divisor > 1_000_000) {
      throw notAShare(text);
    }
    return new Share((int) (numerator / divisor), (int) (denominator / divisor));
  }

  private static long gcd(long a, long b) {
    return b == 0 ? a : gcd(b, a % b);
  }

  private static IllegalArgumentException notAShare(String text) {
    return new IllegalArgumentException(
        "'" + text + "' is not a share from 0 to 1; expected such as 10%, 0.10 or 1/10");
  }
}
