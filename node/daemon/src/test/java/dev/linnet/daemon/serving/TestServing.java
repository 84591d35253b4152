package dev.linnet.daemon.serving;

import java.time.Duration;
import java.util.Map;

/** How tests serve: small, patient, and observed often. */
final class TestServing {
  private TestServing() {}

  static ServingConfig config(int concurrent, int queued, double compareShare) {
    return new ServingConfig(
        RuntimeOptions.small(),
        concurrent,
        queued,
        Duration.ofSeconds(20),
        compareShare,
        64,
        1 << 20,
        256 << 20,
        Duration.ofMillis(20),
        true,
        Map.of(),
        null);
  }
}
