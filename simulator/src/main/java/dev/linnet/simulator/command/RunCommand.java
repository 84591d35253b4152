package dev.linnet.simulator.command;

import dev.linnet.documents.YamlReader;
import dev.linnet.simulator.result.FigureWords;
import dev.linnet.simulator.result.ResultDirectory;
import dev.linnet.simulator.result.RunResult;
import dev.linnet.simulator.result.ScenarioText;
import dev.linnet.simulator.scenario.Scenario;
import dev.linnet.simulator.scenario.ScenarioFile;
import dev.linnet.simulator.scenario.SideFiles;
import dev.linnet.simulator.study.ThreadsOption;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code linnet-sim run}. */
@Command(name = "run", description = "Runs a scenario and writes what came of it.")
final class RunCommand implements Callable<Integer> {
  private static final int MOST_RUNS = 10_000;

  @Parameters(paramLabel = "SCENARIO", description = "A scenario in YAML.")
  private Path file = Path.of("");

  @Option(names = "--seed", paramLabel = "S", description = "In place of the scenario's own.")
  private @Nullable Long seed;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Where the result goes (default: results/NAME-SEED).")
  private @Nullable Path out;

  @Option(
      names = "--runs",
      paramLabel = "N",
      defaultValue = "1",
      description = "So many seeds, from that one on (default: ${DEFAULT-VALUE}).")
  private int runs = 1;

  @Mixin private ThreadsOption threads = new ThreadsOption();

  @Spec private CommandSpec spec = CommandSpec.create();

  RunCommand() {}

  @Override
  public Integer call() throws IOException {
    if (runs < 1 || runs > MOST_RUNS) {
      throw new CommandLine.ParameterException(
          spec.commandLine(), "--runs: expected 1 to " + MOST_RUNS);
    }
    String text = YamlReader.text("scenario", file);
    SideFiles beside = SideFiles.beside(file, Collections.emptySortedMap());
    Scenario scenario = ScenarioFile.read(YamlReader.parse(text, file.toString()), file, beside);
    long chosen = seed == null ? scenario.seed() : seed;
    Path directory = out == null ? Path.of("results", scenario.name() + "-" + chosen) : out;
    List<RunResult> results;
    try (Interruption interruption = new Interruption()) {
      results =
          new ResultDirectory(directory)
              .run(
                  scenario,
                  new ScenarioText(text, beside.texts()),
                  chosen,
                  runs,
                  threads.count(),
                  interruption::isAsked);
    }
    PrintWriter print = spec.commandLine().getOut();
    results
        .get(0)
        .figures()
        .keySet()
        .forEach(
            name ->
                print.println(
                    String.format(Locale.ROOT, "%-40s %s", name, FigureWords.of(results, name))));
    print.println("written to " + directory.resolve("report.html"));
    boolean broken = false;
    for (RunResult result : results) {
      if (result.ended().violation().isPresent()) {
        broken = true;
        spec.commandLine()
            .getErr()
            .println("linnet-sim: seed " + result.seed() + ": " + result.ended().violation().get());
      }
    }
    return broken ? LinnetSim.BROKEN : 0;
  }
}
