package dev.linnet.simulator.rehearse;

import java.util.Locale;

/** Amounts as people read them. */
final class Amounts {
  private static final String[] UNITS = {" B", " KiB", " MiB", " GiB", " TiB"};

  private Amounts() {}

  static String seconds(double seconds) {
    return String.format(Locale.ROOT, seconds < 100 ? "%.1f" : "%.0f", seconds);
  }

  static String whole(double count) {
    return String.format(Locale.ROOT, "%.0f", count);
  }

  static String bytes(double bytes) {
    int unit = 0;
    double left = bytes;
    while (left >= 1024 && unit < UNITS.length - 1) {
      left /= 1024;
      unit++;
    }
    return String.format(Locale.ROOT, unit == 0 || left >= 100 ? "%.0f" : "%.1f", left)
        + UNITS[unit];
  }

  static String percent(double share) {
    String text = String.format(Locale.ROOT, "%.2f", 100 * share);
    return text.replaceAll("\\.?0+$", "") + " %";
  }
}
