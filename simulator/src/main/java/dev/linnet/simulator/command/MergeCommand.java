package dev.linnet.simulator.command;

import dev.linnet.simulator.sweep.StudyRun;
import dev.linnet.simulator.sweep.StudySource;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code linnet-sim merge}. */
@Command(name = "merge", description = "Puts together what the shards of a study did.")
final class MergeCommand implements Callable<Integer> {
  @Parameters(index = "0", paramLabel = "SCENARIO", description = "What the shards ran.")
  private Path file = Path.of("");

  @Parameters(index = "1..*", arity = "1..*", paramLabel = "DIR", description = "Their results.")
  private List<Path> directories = List.of();

  @Option(names = "--out", required = true, paramLabel = "DIR", description = "Where it all goes.")
  private Path out = Path.of("");

  @Spec private CommandSpec spec = CommandSpec.create();

  MergeCommand() {}

  @Override
  public Integer call() throws IOException {
    StudySource source = StudySource.load(file);
    StudyRun.Outcome outcome = StudyRun.merge(source.study(), source, directories, out);
    outcome.warnings().forEach(line -> spec.commandLine().getErr().println("linnet-sim: " + line));
    PrintWriter print = spec.commandLine().getOut();
    print.println(
        (outcome.isComplete() ? "done: " : "not complete, a shard is missing or was broken off: ")
            + out.resolve("report.html"));
    return outcome.isComplete() && outcome.isSound() ? 0 : LinnetSim.BROKEN;
  }
}
