package dev.linnet.daemon.config;

import dev.linnet.daemon.trial.Sandbox;
import dev.linnet.daemon.trial.TrialConfig;
import dev.linnet.documents.YamlNode;
import java.time.Duration;

/** The keys below {@code trial}. */
final class TrialKeys {
  private static final String UNLIMITED = "off";

  private static final Kind<Double> RATIO =
      Kind.TEXT.then(TrialKeys::ratio).unquoted().called("number from 1 to 1000, or `off` for any");

  private static final Key<Duration> TIMEOUT =
      Key.of(
          "timeout",
          Kind.duration("1s", "1h"),
          "60s",
          "of each child that tries a version; too short fails large models on slow disks");

  /** A larger model is often meant: a factor that nobody overlooks, and a plan may allow more. */
  private static final String USUAL_RATIO = "4";

  private static final Key<Double> LATENCY_RATIO =
      Key.of(
          "latencyRatio",
          RATIO,
          USUAL_RATIO,
          "how many times as long as the version before a run may take");

  private static final Key<Double> MEMORY_RATIO =
      Key.of(
          "memoryRatio",
          RATIO,
          USUAL_RATIO,
          "how many times the memory of the version before a version may take");

  private static final Key<Sandbox.Rule> SANDBOX =
      Key.of(
          "sandbox",
          Kind.choice(Sandbox.Rule.class),
          "auto",
          "whether children are shut in: where the machine can do that, always or else nothing is"
              + " fetched or tried, or never");

  static final Kind<TrialConfig> KIND =
      Kind.mapping(
          values ->
              new TrialConfig(
                  values.get(TIMEOUT),
                  values.get(LATENCY_RATIO),
                  values.get(MEMORY_RATIO),
                  values.get(SANDBOX)),
          TIMEOUT,
          LATENCY_RATIO,
          MEMORY_RATIO,
          SANDBOX);

  private TrialKeys() {}

  private static double ratio(YamlNode node, String text) {
    if (text.equals(UNLIMITED)) {
      return Double.POSITIVE_INFINITY;
    }
    double times = node.number();
    if (!(times >= 1 && times <= 1000)) {
      throw node.error("expected 1 to 1000, or off, got " + text);
    }
    return times;
  }
}
