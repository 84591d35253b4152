package dev.linnet.daemon.command;

import dev.linnet.daemon.identity.Passphrases;
import dev.linnet.daemon.identity.ProtectedKey;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code linnet mesh protect}. */
@Command(
    name = "protect",
    description =
        "Put a private key of the mesh under a passphrase, or under another one. A node's own keys"
            + " have none: it starts when nobody is there.")
final class MeshProtect implements Callable<Integer> {
  private final Terminal terminal;

  @Parameters(paramLabel = "KEY", description = "Such as DIR/ca.key, or an operator's key.")
  private Path file = Path.of("");

  @Option(
      names = "--passphrase-file",
      paramLabel = "FILE",
      description = "Holds the new passphrase on its first line (default: it is asked for).")
  private @Nullable Path passphraseFile;

  @Option(names = "--remove", description = "Take the passphrase off.")
  private boolean remove;

  MeshProtect(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    if (remove) {
      ProtectedKey.unprotect(file, terminal.passphrases());
      terminal.say(file + ": has no passphrase any more");
      return 0;
    }
    char[] passphrase =
        passphraseFile == null
            ? terminal.newPassphrase(file)
            : Passphrases.in(passphraseFile).of("passphrase", file.toString());
    ProtectedKey.protect(file, terminal.passphrases(), passphrase);
    terminal.say(file + ": is under a passphrase now; without it, it is lost");
    return 0;
  }
}
