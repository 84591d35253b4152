package dev.linnet.daemon.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Who is woken by an alert finds it in the page that is made for it. */
class NightPageTest {
  private static final Path ROOT = Path.of("../..");

  @Test
  void eachAlertHasItsSection() throws IOException {
    List<String> alerts = found("scripts/grafana/alerts.yaml", "- alert: (\\w+)");
    List<String> sections = found("docs/night.md", "(?m)^### (\\w+)$");

    assertThat(alerts).hasSizeGreaterThan(10);
    assertThat(sections).containsExactlyElementsOf(alerts);
  }

  private static List<String> found(String file, String pattern) throws IOException {
    return Pattern.compile(pattern)
        .matcher(Files.readString(ROOT.resolve(file)))
        .results()
        .map(result -> result.group(1))
        .toList();
  }
}
