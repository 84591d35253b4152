package dev.linnet.simulator.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import dev.linnet.simulator.sweep.Journal.Done;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Means are of the runs that show a figure, and how many those are is said. */
class TablesTest {
  private static final double CONFIDENCE = 0.95;
  private static final Study STUDY =
      new Study("losses", 1, List.of(), 3, CONFIDENCE, new Study.Stop("last", 0.1, 2));

  private final Path directory;

  TablesTest(@TempDir Path directory) {
    this.directory = directory;
  }

  @Test
  void figureThatNoRunOfAPointShowsHasARow() throws IOException {
    List<String> rows =
        points(run(0, 0, "5"), run(0, 1, "7"), run(1, 0, ""), run(1, 1, ""), run(2, 0, "9"));

    assertThat(rows.get(0))
        .isEqualTo(
            "point,loss,settled,time_up,violated,failed,stopped_early,figure,runs,n,mean,low,high,difference_n,difference,difference_low,"
                + "difference_high");
    assertThat(rows)
        .filteredOn(row -> row.contains(",last,"))
        .satisfiesExactly(
            row ->
                assertThat(row).startsWith("0,0%,2,0,0,0,false,last,2,2,6,").endsWith(",2,0,0,0"),
            row -> assertThat(row).isEqualTo("1,1%,0,2,0,0,false,last,2,0,,,,0,,,"),
            row -> assertThat(row).isEqualTo("2,2%,1,0,0,0,false,last,1,1,9,,,1,4,,"));
    assertThat(rows).as("a word has no mean").noneMatch(row -> row.contains(",end,"));
  }

  @Test
  void intervalSaysOfHowManyRunsItIs() {
    List<Done> runs = List.of(run(0, 0, "5"), run(0, 1, ""), run(0, 2, "5"));

    assertThat(Tables.interval(runs, "last", CONFIDENCE).words())
        .isEqualTo("5 ± 0, in 2 of 3 runs");
    assertThat(Tables.interval(runs.subList(1, 2), "last", CONFIDENCE).words())
        .isEqualTo("in 0 of 1 runs");
    assertThat(Tables.interval(runs.subList(0, 1), "last", CONFIDENCE).words()).isEqualTo("5");
  }

  @Test
  void pointThatEarlyStoppingEndedIsMarked() throws IOException {
    assertThat(points(run(0, 0, "5"), run(0, 1, "5"), run(1, 0, "5"), run(1, 1, "")))
        .filteredOn(row -> row.contains(",last,"))
        .satisfiesExactly(
            row -> assertThat(row).startsWith("0,0%,2,0,0,0,true,"),
            row -> assertThat(row).as("one run shows it").startsWith("1,1%,1,1,0,0,false,"));
  }

  @Test
  void runThatBrokeAnInvariantCountsInNoInterval() throws IOException {
    Done broken = with("VIOLATED", "INV-3 at mesh");
    List<Done> runs = List.of(run(0, 0, "5"), run(0, 1, "7"), broken);

    assertThat(Tables.interval(runs, "last", CONFIDENCE).words()).startsWith("6 ± ");
    assertThat(points(runs.toArray(Done[]::new)))
        .anyMatch(row -> row.startsWith("0,0%,2,0,1,0,false,last,2,2,6,"));
    assertThat(Files.readAllLines(directory.resolve("summary.csv")))
        .anyMatch(row -> row.startsWith("0,2,9,0%,") && row.endsWith(",INV-3 at mesh"));
  }

  private static Done with(String end, String problem) {
    return new Done(0, 2, 9, Map.of("loss", "0%"), Map.of("last", "1", "end", end), problem);
  }

  private static Done run(int point, int repetition, String last) {
    return new Done(
        point,
        repetition,
        7 + repetition,
        Map.of("loss", point + "%"),
        Map.of("last", last, "end", last.isEmpty() ? "TIME_UP" : "SETTLED"),
        null);
  }

  private List<String> points(Done... runs) throws IOException {
    Tables.write(directory, STUDY, List.of(runs));
    return Files.readAllLines(directory.resolve("points.csv"));
  }
}
