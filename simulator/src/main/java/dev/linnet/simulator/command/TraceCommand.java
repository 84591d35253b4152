package dev.linnet.simulator.command;

import dev.linnet.simulator.result.Trace;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code linnet-sim trace}. */
@Command(name = "trace", description = "Prints the events of a result that match.")
final class TraceCommand implements Callable<Integer> {
  @Parameters(paramLabel = "DIR", description = "What run wrote.")
  private Path directory = Path.of("");

  @Option(names = "--node", paramLabel = "NAME", description = "Of this node alone.")
  private @Nullable String node;

  @Option(names = "--rollout", paramLabel = "NAME", description = "Of this rollout alone.")
  private @Nullable String rollout;

  @Option(names = "--from", paramLabel = "SECONDS", description = "Not before.")
  private double from = Double.NEGATIVE_INFINITY;

  @Option(names = "--to", paramLabel = "SECONDS", description = "Not after.")
  private double to = Double.POSITIVE_INFINITY;

  @Spec private CommandSpec spec = CommandSpec.create();

  TraceCommand() {}

  @Override
  public Integer call() throws IOException {
    new Trace(node, rollout, from, to).of(directory, spec.commandLine().getOut()::println);
    return 0;
  }
}
