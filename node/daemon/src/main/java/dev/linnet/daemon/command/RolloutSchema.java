package dev.linnet.daemon.command;

import dev.linnet.documents.plan.PlanSchema;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code linnet rollout schema}. */
@Command(
    name = "schema",
    description = "Print the JSON schema of plans, by which editors complete and check them.")
final class RolloutSchema implements Callable<Integer> {
  private final Terminal terminal;

  RolloutSchema(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    terminal.out().print(PlanSchema.text());
    return 0;
  }
}
