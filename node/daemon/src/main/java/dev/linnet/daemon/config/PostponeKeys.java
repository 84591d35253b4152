package dev.linnet.daemon.config;

import dev.linnet.core.rollout.Share;
import dev.linnet.daemon.probe.PostponeConfig;
import dev.linnet.documents.Units;
import dev.linnet.documents.YamlMap;
import dev.linnet.documents.YamlNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** The keys below {@code postpone}, their defaults and ranges. */
final class PostponeKeys {
  private static final Duration EVERY = Duration.ofSeconds(30);

  private PostponeKeys() {}

  static PostponeConfig read(YamlNode node, Path directory) {
    YamlMap map = node.map("battery", "heat", "exec", "every", "sysfs");
    PostponeConfig config =
        new PostponeConfig(
            map.read("battery", 0, PostponeKeys::percent),
            map.read("heat", 0, each -> (int) each.integer(1, 200)),
            map.read("exec", List.of(), ProbeKeys::command),
            map.read("sysfs", Path.of("/sys"), each -> each.parsed(directory::resolve)),
            directory,
            map.read(
                "every",
                EVERY,
                each -> each.duration(Duration.ofSeconds(1), Duration.ofHours(1), "1s to 1h")));
    if (config.batteryPercent() == 0 && config.heatCelsius() == 0 && config.exec().isEmpty()) {
      throw node.error("expected battery, heat or exec: what to look at");
    }
    return config;
  }

  private static int percent(YamlNode node) {
    Share share = node.parsed(Units::share);
    int percent = share.ceilOf(100);
    if (percent == 0) {
      throw node.error("expected above 0 and at most 100%, got " + node.string());
    }
    return percent;
  }
}
