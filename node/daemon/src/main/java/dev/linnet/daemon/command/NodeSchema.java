package dev.linnet.daemon.command;

import dev.linnet.daemon.config.NodeConfigSchema;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code linnet node schema}. */
@Command(
    name = "schema",
    description = "Print the JSON schema of node.yaml, by which editors complete and check it.")
final class NodeSchema implements Callable<Integer> {
  private final Terminal terminal;

  NodeSchema(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    terminal.out().print(NodeConfigSchema.text());
    return 0;
  }
}
