package dev.linnet.simulator.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a person hears of a study that did not go as it should. */
class SweepCommandTest {
  private final Path directory;
  private final Path file;
  private final StringWriter err = new StringWriter();

  SweepCommandTest(@TempDir Path directory) throws IOException {
    this.directory = directory;
    this.file =
        Files.writeString(
            directory.resolve("small.yaml"),
            """
            regions: {eu: 1}
            models: {m: {"1": {}}}
            duration: 3s
            study: {grid: {links.loss: [0%, 5%]}, seeds: 1}
            """);
  }

  @Test
  void runsThatDidNotSettleAreToldAndAreNoMistake() {
    assertThat(sweep()).isZero();

    assertThat(err.toString())
        .contains("linnet-sim: 2 of 2 runs were not settled when their time was up");
  }

  @Test
  void brokenInvariantIsToldAndGivesAnExitCodeToAShardAndToTheWhole() throws IOException {
    assertThat(sweep("--shard", "1/2")).isZero();
    Path journal = directory.resolve("out/runs.jsonl");
    Files.writeString(
        journal,
        Files.readString(journal)
            .replace("\"TIME_UP\"", "\"VIOLATED\"")
            .replaceFirst("}\n$", ",\"problem\":\"INV-3 at mesh\"}\n"));

    assertThat(sweep()).isEqualTo(LinnetSim.BROKEN);
    assertThat(err.toString())
        .containsPattern(
            "linnet-sim: 1 of 2 runs broke an invariant and count in no interval;"
                + " the first is point 0, seed [0-9]+: INV-3 at mesh");

    Path all = directory.resolve("all");
    assertThat(run("merge", file.toString(), out(), "--out", all.toString()))
        .isEqualTo(LinnetSim.BROKEN);
    assertThat(all.resolve("report.html")).content().contains("broke an invariant");
  }

  private int sweep(String... more) {
    List<String> arguments = new ArrayList<>(List.of("sweep", file.toString(), "--out", out()));
    arguments.addAll(List.of(more));
    return run(arguments.toArray(String[]::new));
  }

  private String out() {
    return directory.resolve("out").toString();
  }

  private int run(String... arguments) {
    return LinnetSim.run(
        new PrintWriter(new StringWriter(), true), new PrintWriter(err, true), arguments);
  }
}
