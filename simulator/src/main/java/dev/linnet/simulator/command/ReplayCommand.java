package dev.linnet.simulator.command;

import dev.linnet.simulator.check.Check;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code linnet-sim replay}. */
@Command(
    name = "replay",
    description = "Prints the history of a seed: when, at which event, where, what.")
final class ReplayCommand implements Callable<Integer> {
  @Parameters(paramLabel = "SEED", description = "A seed that check named.")
  private long seed;

  @Option(names = "--until", paramLabel = "EVENT", description = "Stop after this event.")
  private long untilEvent = Long.MAX_VALUE;

  @Spec private CommandSpec spec = CommandSpec.create();

  ReplayCommand() {}

  @Override
  public Integer call() {
    Check.history(seed, untilEvent).forEach(spec.commandLine().getOut()::println);
    return 0;
  }
}
