package dev.linnet.simulator.reproduce;

import static org.assertj.core.api.Assertions.assertThat;

import dev.linnet.simulator.study.Sample;
import dev.linnet.simulator.workload.Settings;
import dev.linnet.simulator.workload.Workloads;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ReproduceTest {
  private static final int FEW_RUNS = 40;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int reproduce(String... arguments) {
    return execute(new ReproduceCommand(), arguments);
  }

  private int execute(Object command, String... arguments) {
    CommandLine line = new CommandLine(command);
    line.setOut(new PrintWriter(out, true));
    line.setErr(new PrintWriter(err, true));
    return line.execute(arguments);
  }

  @Test
  void comesOutAsPublished() {
    for (Experiment experiment : Experiments.all()) {
      if (experiment instanceof SwarmMakespan || experiment instanceof LifeguardEffect) {
        // They take long; DistributionTest and MembershipTest run a little of them.
        continue;
      }
      Session session = new Session(FEW_RUNS, 1);
      experiment.run(session);
      assertThat(session.rows()).as(experiment.name()).isNotEmpty();
      assertThat(session.rows().stream().filter(Row::isOut).map(Row::line))
          .as(experiment.name())
          .isEmpty();
    }
  }

  @Test
  void hasOneHistoryOnAnyNumberOfThreads() {
    for (String name : Workloads.names()) {
      Trials onOne = Trials.of(Workloads.named(name), 8, Settings.none(), 20, 1);
      Trials onTwo = Trials.of(Workloads.named(name), 8, Settings.none(), 20, 2);
      assertThat(onTwo).as(name).isEqualTo(onOne);
      assertThat(onOne.digest()).as(name).isNotZero();
    }
  }

  /** What would be called the same if the protocol were another one. */
  @Test
  void tellsAnotherProtocolFromThePublishedOne() {
    Trials another =
        Trials.of(
            Workloads.named("rumor"), 1_000, Settings.of("memory", "blind", "k", "2"), 100, 1);
    assertThat(Row.simulated("s", "0.037", another.figure("residue"), 100, 0).isOut()).isTrue();
    assertThat(Row.simulated("m", "3.3", another.figure("traffic"), 100, 0).isOut()).isTrue();
    Sample cycles = another.figure("averageCycle");
    assertThat(Row.expected("t", "12.1", 12.1, cycles).verdict()).isEqualTo("**OUT**");
    assertThat(Row.atMost("t", "5", 5, cycles).isOut()).isTrue();
    assertThat(Row.atLeast("t", "50", 50, cycles).isOut()).isTrue();
    assertThat(Row.aside("t", cycles).isOut()).isFalse();
    assertThat(Row.between("t", "0 to 1", 0, 1, Sample.of(new double[] {Double.NaN})).isOut())
        .isTrue();
  }

  @Test
  void writesTablesIntoTheDocumentAndFiguresBesideIt(@TempDir Path directory) throws IOException {
    Path document = directory.resolve("reproduce.md");
    Files.writeString(document, "before\n<!-- makespan -->\n<!-- end of makespan -->\nafter\n");
    assertThat(reproduce("makespan", "--runs", "2", "--into", directory.toString())).isZero();
    List<String> lines = Files.readAllLines(document);
    assertThat(lines).startsWith("before").endsWith("after").contains(Row.HEAD.get(0));
    assertThat(lines)
        .anyMatch(line -> line.startsWith("| N = 63, M = 64: rounds, hypercube | 69 | 69 |"));
    assertThat(Files.readString(directory.resolve("reproduce.json")))
        .contains("\"makespan\"", "\"digest\"", "\"published\": \"69\"");
  }

  @Test
  void saysWhichThereAre() {
    assertThat(reproduce("demers-4")).isEqualTo(CommandLine.ExitCode.USAGE);
    assertThat(err.toString()).contains("demers-4: expected one of demers-1, demers-2, demers-3");
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void runsOneWorkload() {
    String[] arguments = {"swim", "--nodes", "10", "--runs", "3", "--set", "crashes=0"};
    assertThat(execute(new WorkloadCommand(), arguments)).isZero();
    assertThat(out.toString())
        .containsPattern("messagesPerMemberPeriod +2.0000 +0.0000 +2.0000 +3");
    assertThat(execute(new WorkloadCommand(), "swim", "--set", "crash=0"))
        .isEqualTo(CommandLine.ExitCode.USAGE);
    assertThat(err.toString()).contains("crash: swim has no such setting; did you mean 'crashes'?");
  }
}
