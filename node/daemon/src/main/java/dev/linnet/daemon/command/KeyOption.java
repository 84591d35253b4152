package dev.linnet.daemon.command;

import dev.linnet.core.trust.Ed25519;
import dev.linnet.daemon.identity.OperatorKey;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** {@code --key}: with which keys operators sign. */
final class KeyOption {
  @Option(
      names = "--key",
      required = true,
      paramLabel = "FILE",
      defaultValue = "${env:LINNET_KEY}",
      description =
          "The operator's private key (LINNET_KEY); repeat where several operators must sign. It"
              + " stays on this machine.")
  private List<Path> files = new ArrayList<>();

  KeyOption() {}

  List<Ed25519> load(Terminal terminal) {
    return files.stream().map(file -> OperatorKey.load(file, terminal.passphrases())).toList();
  }
}
