package dev.linnet.daemon.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.linnet.core.Notice.Severity;
import dev.linnet.daemon.events.EventLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class EventMetersTest {
  private static final Pattern ALERTING =
      Pattern.compile("linnet_events_total\\{kind=~\"([^\"]*)\"");

  private final NodeMetrics metrics = new NodeMetrics();

  @Test
  void eventsThatAnAlertAsksForAreCountedFromNought() throws IOException {
    List<String> kinds =
        ALERTING
            .matcher(Files.readString(Path.of("../../scripts/grafana/alerts.yaml")))
            .results()
            .flatMap(asked -> Stream.of(asked.group(1).split("\\|", -1)))
            .toList();
    assertThat(kinds).isNotEmpty();
    for (String kind : kinds) {
      assertThat(counted(kind)).as(kind).containsExactly(0.0);
      metrics.told(new EventLog.Entry(1, "{}", "now", Severity.WARNING.name(), kind, Map.of()));
      assertThat(counted(kind)).as(kind).containsExactly(1.0);
    }
  }

  private List<Double> counted(String kind) {
    return metrics
        .registry()
        .scrape()
        .lines()
        .filter(line -> line.startsWith("linnet_events_total{kind=\"" + kind + "\""))
        .map(line -> Double.valueOf(line.substring(line.lastIndexOf(' ') + 1)))
        .toList();
  }
}
