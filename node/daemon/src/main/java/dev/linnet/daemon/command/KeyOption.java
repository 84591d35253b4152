package dev.linnet.daemon.command;

import dev.linnet.core.trust.Ed25519;
import dev.linnet.daemon.identity.OperatorKey;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** {@code --key}: with which key an operator signs. */
final class KeyOption {
  @Option(
      names = "--key",
      required = true,
      paramLabel = "FILE",
      defaultValue = "${env:LINNET_KEY}",
      description = "The operator's private key (LINNET_KEY). It stays on this machine.")
  private Path file = Path.of("");

  KeyOption() {}

  Ed25519 load() {
    return OperatorKey.load(file);
  }
}
