package dev.linnet.daemon.command;

import dev.linnet.core.trust.PublicKey;
import dev.linnet.daemon.identity.KeySource;
import dev.linnet.daemon.identity.OperatorKey;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code linnet mesh public-key}. */
@Command(
    name = "public-key",
    description = "Print the public half of a key, for whoever runs `linnet mesh rotate`.")
final class MeshPublicKey implements Callable<Integer> {
  private final Terminal terminal;

  @Parameters(
      paramLabel = "KEY",
      converter = KeySourceConverter.class,
      description = "The private key's file, or the URI of one on a token, pkcs11:...")
  private KeySource key = new KeySource("");

  MeshPublicKey(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    PublicKey found = OperatorKey.load(key, terminal.passphrases()).publicKey();
    terminal.out().print(OperatorKey.publicPem(found));
    terminal.say("the id of this key is " + found.keyId());
    return 0;
  }
}
