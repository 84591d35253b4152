package dev.linnet.daemon.command;

import dev.linnet.daemon.identity.KeySource;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** How a trust root is signed. */
final class RootOptions {
  @Option(
      names = "--key",
      paramLabel = "FILE",
      converter = KeySourceConverter.class,
      description =
          "A private key of the role ROOT, or the URI of one on a token, pkcs11:...; repeat for"
              + " more (`mesh revoke` and `mesh rotate` by default: DIR/root.key).")
  private List<KeySource> keys = new ArrayList<>();

  @Option(
      names = "--sign-only",
      description = "Hand nothing in: others must sign with `linnet mesh cosign`.")
  private boolean signOnly;

  @Option(names = "--yes", description = "Go on without being asked.")
  private boolean yes;

  RootOptions() {}

  List<KeySource> keysOr(Path otherwise) {
    return keys.isEmpty() ? List.of(KeySource.of(otherwise)) : keys;
  }

  List<KeySource> keys() {
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
