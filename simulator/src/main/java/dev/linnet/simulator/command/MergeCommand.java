package dev.linnet.simulator.command;

import dev.linnet.simulator.sweep.StudyRun;
import dev.linnet.simulator.sweep.StudySource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code linnet-sim merge}. */
@Command(name = "merge", description = "Puts together what the shards of a study did.")
final class MergeCommand implements Callable<Integer> {
  @Parameters(index = "0", paramLabel = "SCENARIO", description = "What the shards ran.")
  private Path file = Path.of("");

  @Parameters(index = "1..*", arity = "1..*", paramLabel = "DIR", description = "Their results.")
  private List<Path> directories = List.of();

  @Option(names = "--out", required = true, paramLabel = "DIR", description = "Where it all goes.")
  private Path out = Path.of("");

  MergeCommand() {}

  @Override
  public Integer call() throws IOException {
    StudySource source = StudySource.load(file);
    StudyRun.merge(source.study(), source, directories, out);
    return 0;
  }
}
