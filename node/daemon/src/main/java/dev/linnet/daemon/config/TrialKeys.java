package dev.linnet.daemon.config;

import dev.linnet.daemon.trial.TrialConfig;
import dev.linnet.documents.YamlMap;
import dev.linnet.documents.YamlNode;
import java.time.Duration;

/** The keys below {@code trial}, their defaults and ranges. */
final class TrialKeys {
  private static final String UNLIMITED = "off";

  private TrialKeys() {}

  static TrialConfig read(YamlNode node) {
    YamlMap map = node.map("timeout", "latencyRatio", "memoryRatio");
    TrialConfig otherwise = TrialConfig.DEFAULT;
    return new TrialConfig(
        map.read(
            "timeout",
            otherwise.timeout(),
            each -> each.duration(Duration.ofSeconds(1), Duration.ofHours(1), "1s to 1h")),
        map.read("latencyRatio", otherwise.latencyRatio(), TrialKeys::ratio),
        map.read("memoryRatio", otherwise.memoryRatio(), TrialKeys::ratio));
  }

  private static double ratio(YamlNode node) {
    if (node.string().equals(UNLIMITED)) {
      return Double.POSITIVE_INFINITY;
    }
    double times = node.number();
    if (!(times >= 1 && times <= 1000)) {
      throw node.error("expected 1 to 1000, or off, got " + node.string());
    }
    return times;
  }
}
