package dev.linnet.daemon.operator;

import java.util.Locale;
import java.util.OptionalLong;
import java.util.stream.LongStream;

/** Quantities as scenarios write them, and what stands for several of them. */
final class TwinUnits {
  private static final double NANOS = 1e9;

  private TwinUnits() {}

  /** Three digits or more, in the unit that fits. */
  static String time(long nanos) {
    if (nanos < 1_000_000L) {
      return nanos / 1_000 + " us";
    }
    return nanos < 10_000_000_000L
        ? decimal("%.3f", nanos / 1e6) + " ms"
        : decimal("%.1f", nanos / NANOS) + " s";
  }

  /** Of so many bytes in so long. */
  static String rate(long bytes, long nanos) {
    return Math.max(1, Math.round(8 * bytes / (nanos / NANOS) / 1_000)) + " kbit";
  }

  static String requests(double perSecond) {
    return decimal("%.3f", perSecond) + "/s";
  }

  static String share(double share) {
    return decimal("%.6f", share);
  }

  /** Of none, none. */
  static OptionalLong median(LongStream figures) {
    long[] sorted = figures.sorted().toArray();
    return sorted.length == 0 ? OptionalLong.empty() : OptionalLong.of(sorted[sorted.length / 2]);
  }

  private static String decimal(String format, double value) {
    String text = String.format(Locale.ROOT, format, value);
    return text.contains(".") ? text.replaceAll("\\.?0+$", "") : text;
  }
}
