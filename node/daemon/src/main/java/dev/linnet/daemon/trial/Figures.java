package dev.linnet.daemon.trial;

import java.util.Locale;

/**
 * What one child measured of one version.
 *
 * @param medianNanos the processor time that half of the runs on the measured input kept within
 * @param p95Nanos the processor time that 19 of 20 kept within
 * @param memoryBytes the most that the child took on since before it loaded the version; 0 where
 *     the system does not tell
 */
record Figures(long medianNanos, long p95Nanos, long memoryBytes) {

  /** For a person. */
  String words() {
    return String.format(
        Locale.ROOT,
        "%.1f ms a run (95 %% within %.1f ms) and %d MiB",
        medianNanos / 1e6,
        p95Nanos / 1e6,
        memoryBytes >> 20);
  }
}
