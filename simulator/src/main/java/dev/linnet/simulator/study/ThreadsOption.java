package dev.linnet.simulator.study;

import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code --threads}, for every command that does several things side by side. */
public final class ThreadsOption {
  private int threads = Runtime.getRuntime().availableProcessors();

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec = CommandSpec.create();

  /** Made for a command that mixes it in. */
  public ThreadsOption() {}

  @Option(
      names = "--threads",
      paramLabel = "T",
      description = "How many at once (default: one for each processor).")
  private void threads(int count) {
    if (count < 1) {
      throw new CommandLine.ParameterException(spec.commandLine(), "--threads: expected 1 or more");
    }
    threads = count;
  }

  public int count() {
    return threads;
  }
}
