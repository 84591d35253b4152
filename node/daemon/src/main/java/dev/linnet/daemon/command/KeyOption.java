package dev.linnet.daemon.command;

import dev.linnet.core.trust.Signer;
import dev.linnet.daemon.identity.KeySource;
import dev.linnet.daemon.identity.OperatorKey;
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
      converter = KeySourceConverter.class,
      description =
          "The operator's private key (LINNET_KEY), or the URI of one on a token, pkcs11:...;"
              + " repeat where several operators must sign. It stays on this machine.")
  private List<KeySource> keys = new ArrayList<>();

  KeyOption() {}

  List<Signer> load(Terminal terminal) {
    return keys.stream().map(key -> OperatorKey.load(key, terminal.passphrases())).toList();
  }
}
