package dev.linnet.simulator.command;

import dev.linnet.simulator.scenario.Scenario;
import dev.linnet.simulator.scenario.ScenarioFile;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code linnet-sim scenario}. */
@Command(name = "scenario", description = "Reads a scenario and says what is wrong with it.")
final class ScenarioCommand implements Callable<Integer> {
  @Parameters(paramLabel = "SCENARIO", description = "A scenario in YAML.")
  private Path file = Path.of("");

  @Spec private CommandSpec spec = CommandSpec.create();

  ScenarioCommand() {}

  @Override
  public Integer call() {
    Scenario scenario = ScenarioFile.load(file);
    PrintWriter out = spec.commandLine().getOut();
    out.println(
        scenario.name()
            + ": "
            + scenario.nodeCount()
            + " nodes in "
            + String.join(", ", scenario.regionNames()));
    return 0;
  }
}
