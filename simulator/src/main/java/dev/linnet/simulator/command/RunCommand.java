package dev.linnet.simulator.command;

import dev.linnet.documents.YamlReader;
import dev.linnet.simulator.result.ResultDirectory;
import dev.linnet.simulator.result.RunResult;
import dev.linnet.simulator.scenario.Scenario;
import dev.linnet.simulator.scenario.ScenarioFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code linnet-sim run}. */
@Command(name = "run", description = "Runs a scenario once and writes what came of it.")
final class RunCommand implements Callable<Integer> {
  @Parameters(paramLabel = "SCENARIO", description = "A scenario in YAML.")
  private Path file = Path.of("");

  @Option(names = "--seed", paramLabel = "S", description = "In place of the scenario's own.")
  private @Nullable Long seed;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Where the result goes (default: results/NAME-SEED).")
  private @Nullable Path out;

  @Spec private CommandSpec spec = CommandSpec.create();

  RunCommand() {}

  @Override
  public Integer call() throws IOException {
    String text = YamlReader.text("scenario", file);
    Scenario scenario = ScenarioFile.parse(text, file);
    long chosen = seed == null ? scenario.seed() : seed;
    Path directory = out == null ? Path.of("results", scenario.name() + "-" + chosen) : out;
    RunResult result;
    try (Interruption interruption = new Interruption()) {
      result = new ResultDirectory(directory).run(scenario, text, chosen, interruption::isAsked);
    }
    PrintWriter print = spec.commandLine().getOut();
    result
        .figures()
        .forEach(
            (name, value) -> print.println(String.format(Locale.ROOT, "%-40s %s", name, value)));
    print.println("written to " + directory.resolve("report.html"));
    result
        .ended()
        .violation()
        .ifPresent(broken -> spec.commandLine().getErr().println("linnet-sim: " + broken));
    return result.ended().violation().isPresent() ? LinnetSim.BROKEN : 0;
  }
}
