package dev.linnet.simulator.reproduce;

import dev.linnet.simulator.study.Parallel;
import dev.linnet.simulator.study.Report;
import dev.linnet.simulator.study.ThreadsOption;
import dev.linnet.simulator.workload.RegionalSwarm;
import dev.linnet.simulator.workload.Settings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code linnet-sim swarm}: how a model moves through regions, beside the fluid bound. */
@Command(
    name = "swarm",
    description =
        "Moves a model from one node to all of a mesh in regions, without churn and with it.")
public final class SwarmCommand implements Callable<Integer> {
  private static final List<Course> COURSES =
      List.of(
          new Course(32, 4, 0),
          new Course(1_000, 10, 0),
          new Course(1_000, 10, 1),
          new Course(10_000, 100, 0),
          new Course(10_000, 100, 1));

  private static final List<String> HEAD =
      List.of(
          "| nodes | regions | leave in a minute | all that stayed | all | into a region, mean |"
              + " most | out of the first | leaves | n | events |",
          "|---|---|---|---|---|---|---|---|---|---|---|");

  private record Course(int nodes, int regions, int churnPercent) {}

  @Option(
      names = "--max-nodes",
      paramLabel = "N",
      defaultValue = "10000",
      description = "The largest mesh (default: ${DEFAULT-VALUE}).")
  private int maxNodes;

  @Option(
      names = "--chunks",
      paramLabel = "N",
      defaultValue = "256",
      description = "Of 256 KiB, in the model (default: ${DEFAULT-VALUE}).")
  private int chunks;

  @Option(
      names = "--runs",
      paramLabel = "N",
      defaultValue = "1",
      description = "With the seeds from 1 on (default: ${DEFAULT-VALUE}).")
  private int runs;

  @Mixin private ThreadsOption threads = new ThreadsOption();

  @Option(names = "--into", paramLabel = "DIR", description = "Puts the table into swarm.md there.")
  private @Nullable Path into;

  @Spec private CommandSpec spec = CommandSpec.create();

  public SwarmCommand() {}

  @Override
  public Integer call() throws IOException {
    CommandLine line = spec.commandLine();
    if (chunks < 1 || runs < 1) {
      throw new CommandLine.ParameterException(line, "--chunks, --runs: expected 1 or more");
    }
    HEAD.forEach(line.getOut()::println);
    List<Callable<String>> rows =
        COURSES.stream()
            .filter(course -> course.nodes <= maxNodes)
            .map(course -> (Callable<String>) () -> row(course))
            .toList();
    List<String> table = new ArrayList<>(HEAD);
    table.addAll(
        Parallel.all(
            rows,
            threads.count(),
            row -> {
              line.getOut().println(row);
              line.getOut().flush();
            }));
    if (into != null) {
      Report.table(into.resolve("swarm.md"), "simulated", table);
    }
    return 0;
  }

  private String row(Course course) {
    Settings settings =
        Settings.of(
            "regions", "" + course.regions,
            "churn-percent", "" + course.churnPercent,
            "chunks", "" + chunks);
    Trials trials = Trials.of(RegionalSwarm::new, course.nodes, settings, runs, 1);
    return String.format(
        Locale.ROOT,
        "| %,d | %d | %d %% | %.2f | %.2f | %.3f | %.3f | %.2f | %.0f | %d | %,d |",
        course.nodes,
        course.regions,
        course.churnPercent,
        trials.figure("stayersOfBound").mean(),
        trials.figure("allOfBound").mean(),
        trials.figure("copiesIntoARegion").mean(),
        trials.figure("copiesIntoTheMost").mean(),
        trials.figure("copiesFromTheFirst").mean(),
        trials.figure("leaves").mean(),
        runs,
        trials.events());
  }
}
