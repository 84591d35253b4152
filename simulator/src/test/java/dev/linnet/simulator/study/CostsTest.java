package dev.linnet.simulator.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tables, figures and plots of meshes small enough for a test. */
class CostsTest {
  private static final List<Size> TINY = List.of(new Size(10, 1), new Size(10, 2));

  private static final String DOCUMENT =
      """
      Before.
      <!-- announcement -->
      old
      <!-- end of announcement -->
      Between.
      <!-- rollout -->
      <!-- end of rollout -->
      After.
      """;

  private final Path directory;

  CostsTest(@TempDir Path directory) {
    this.directory = directory;
  }

  @Test
  void wholeRolloutOfTenNodesInTwoRegionsIsCountedByKind() {
    RolloutRow row = RolloutRow.measured(10, 2, 1);

    List<String> cells = cells(row.line());
    assertThat(cells).hasSameSizeAs(cells(RolloutRow.HEAD.get(0)));
    assertThat(cells).startsWith("10", "2");
    assertThat(row.byKind().keySet()).containsExactly(Kind.values());
    assertThat(row.byKind().values())
        .allSatisfy(
            cost -> {
              assertThat(cost.bytes()).isGreaterThanOrEqualTo(cost.messages());
            });
    assertThat(row.byKind())
        .allSatisfy(
            (kind, cost) ->
                assertThat(cost.messages() > 0)
                    .as("a rollout changes no record, and all else is said: " + kind)
                    .isEqualTo(kind != Kind.RECORD));
    assertThat(row.takenPerVerdict()).isGreaterThanOrEqualTo(1);
    assertThat(row.seconds()).as("two waves bake 3 s each").isGreaterThan(6);
    assertThat(cost(row, Kind.VERDICT).bytes())
        .as("a verdict quotes the votes that prove it")
        .isGreaterThan(cost(row, Kind.VOTE).bytes());
  }

  @Test
  void sameSeedGivesTheSameBytesHoweverManyRunAtOnce() throws IOException {
    Map<String, String> one = written(directory.resolve("one"), 1);
    Map<String, String> other = written(directory.resolve("other"), 2);

    assertThat(one.keySet())
        .containsExactly(
            "announcement-copies.svg",
            "announcement-rounds.svg",
            "cost.json",
            "cost.md",
            "rollout-bytes.svg",
            "rollout-messages.svg");
    assertThat(other).isEqualTo(one);
    assertThat(one.get("cost.md"))
        .startsWith("Before.\n<!-- announcement -->\n|  nodes |")
        .contains("| 10 | 2 | ")
        .endsWith("<!-- end of rollout -->\nAfter.\n")
        .doesNotContain("old");
    assertThat(one.get("announcement-rounds.svg")).contains("<svg", "</svg");
  }

  @Test
  void sizesMeasuredLaterComeBesideThoseThatStandThere() throws IOException {
    Map<String, String> whole = written(directory.resolve("whole"), 1);
    Path part = Files.createDirectories(directory.resolve("part"));
    Files.writeString(part.resolve("cost.md"), DOCUMENT);

    Costs.measure(TINY.subList(1, 2), TINY.subList(1, 2), 1, 1, any -> {}).write(part);
    Costs.measure(TINY.subList(0, 1), TINY.subList(0, 1), 1, 1, any -> {})
        .withThoseIn(part)
        .write(part);

    assertThat(files(part)).isEqualTo(whole);
  }

  @Test
  void sizeIsNodesThatFallIntoRegions() {
    assertThat(Size.parse("1000x10")).isEqualTo(new Size(1_000, 10));
    for (String wrong : List.of("1000", "10x3", "10x0", "0x1", "10 x 2", "10x100")) {
      assertThatThrownBy(() -> Size.parse(wrong))
          .as(wrong)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("such as 1000x10");
    }
  }

  @Test
  void documentWithoutPlaceForTheTableIsLeftAlone() throws IOException {
    Path document = Files.writeString(directory.resolve("cost.md"), "No place.\n");

    assertThatThrownBy(() -> Report.table(document, "rollout", List.of("| 1 |")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("expected a line <!-- rollout -->");
    assertThat(document).hasContent("No place.\n");
  }

  private static RolloutRow.PerNode cost(RolloutRow row, Kind kind) {
    return Objects.requireNonNull(row.byKind().get(kind), kind.name());
  }

  private static List<String> cells(String line) {
    return Arrays.stream(line.substring(1, line.length() - 1).split("\\|", -1))
        .map(String::strip)
        .toList();
  }

  private static Map<String, String> written(Path into, int threads) throws IOException {
    Files.createDirectories(into);
    Files.writeString(into.resolve("cost.md"), DOCUMENT);
    Costs.measure(TINY, TINY, 1, threads, any -> {}).write(into);
    return files(into);
  }

  private static Map<String, String> files(Path directory) throws IOException {
    Map<String, String> files = new TreeMap<>();
    try (var all = Files.list(directory)) {
      for (Path file : all.toList()) {
        files.put(file.getFileName().toString(), Files.readString(file, StandardCharsets.UTF_8));
      }
    }
    return files;
  }
}
