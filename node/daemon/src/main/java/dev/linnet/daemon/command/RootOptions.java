package dev.linnet.daemon.command;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** How a trust root is signed. */
final class RootOptions {
  @Option(
      names = "--key",
      paramLabel = "FILE",
      description = "A private key of the role ROOT; repeat for more (default: DIR/root.key).")
  private List<Path> keys = new ArrayList<>();

  @Option(
      names = "--sign-only",
      description = "Hand nothing in: others must sign with `linnet mesh cosign`.")
  private boolean signOnly;

  @Option(names = "--yes", description = "Go on without being asked.")
  private boolean yes;

  RootOptions() {}

  List<Path> keysOr(Path otherwise) {
    return keys.isEmpty() ? List.of(otherwise) : keys;
  }

  List<Path> keys() {
    return keys;
  }

  boolean signOnly() {
    return signOnly;
  }

  void confirm(Terminal terminal, String question) {
    if (!yes) {
      terminal.confirm(question);
    }
  }
}
