package dev.linnet.daemon.config;

import dev.linnet.daemon.probe.PostponeConfig;
import dev.linnet.documents.Units;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** The keys below {@code postpone}. */
final class PostponeKeys {
  private static final int NO_LIMIT = 0;

  private static final Key<Integer> BATTERY =
      Key.optional(
          "battery",
          Kind.parsed("share above 0, such as `20%`", Units::share)
              .unquoted()
              .then(
                  (node, share) -> {
                    int percent = share.ceilOf(100);
                    if (percent == 0) {
                      throw node.error("expected above 0 and at most 100%, got " + node.string());
                    }
                    return percent;
                  }),
          "below which charge, while discharging; higher spares the battery, and keeps versions"
              + " waiting");

  private static final Key<Integer> HEAT =
      Key.optional(
          "heat",
          Kind.integer(1, 200),
          "above how many °C of any thermal zone; lower keeps the device cooler, and versions"
              + " waiting");

  private static final Key<List<String>> EXEC =
      Key.optional(
          "exec", ProbeKeys.COMMAND, "a command that says with exit code 0 that all is well");

  private static final Key<Duration> EVERY =
      Key.of("every", ProbeKeys.PERIOD, "30s", "how long after one look the next comes");

  private static final Key<Path> SYSFS =
      Key.of("sysfs", Kind.PATH, "/sys", "where Linux shows battery and thermal zones");

  static final Kind<PostponeConfig> KIND =
      Kind.mapping(PostponeKeys::made, BATTERY, HEAT, EXEC, EVERY, SYSFS);

  private PostponeKeys() {}

  private static PostponeConfig made(Values values) {
    PostponeConfig config =
        new PostponeConfig(
            values.find(BATTERY).orElse(NO_LIMIT),
            values.find(HEAT).orElse(NO_LIMIT),
            values.find(EXEC).orElse(List.of()),
            values.get(SYSFS),
            values.directory(),
            values.get(EVERY));
    if (config.batteryPercent() == NO_LIMIT
        && config.heatCelsius() == NO_LIMIT
        && config.exec().isEmpty()) {
      throw values.error("expected battery, heat or exec: what to look at");
    }
    return config;
  }
}
