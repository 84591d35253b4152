package dev.linnet.simulator.command;

import dev.linnet.documents.YamlReader;
import dev.linnet.simulator.scenario.Scenario;
import dev.linnet.simulator.scenario.ScenarioFile;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code linnet-sim scenario}. */
@Command(name = "scenario", description = "Reads a scenario and says what is wrong with it.")
final class ScenarioCommand implements Callable<Integer> {
  @Parameters(arity = "0..1", paramLabel = "SCENARIO", description = "A scenario in YAML.")
  private @Nullable Path file;

  @Option(names = "--schema", description = "Print the JSON schema instead.")
  private boolean schema;

  @Spec private CommandSpec spec = CommandSpec.create();

  ScenarioCommand() {}

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    if (schema) {
      out.print(ScenarioFile.schema());
      return 0;
    }
    if (file == null) {
      throw new CommandLine.ParameterException(
          spec.commandLine(), "expected a SCENARIO, or --schema");
    }
    Scenario scenario = ScenarioFile.parse(YamlReader.text("scenario", file), file);
    out.println(scenario.name() + ": " + scenario.words());
    return 0;
  }
}
