package dev.linnet.daemon.identity;

import dev.linnet.daemon.UserError;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where the passphrases of encrypted private keys come from. */
@FunctionalInterface
public interface Passphrases {
  /** Nobody is asked, as where a daemon starts unattended: its own keys are not encrypted. */
  Passphrases NONE =
      file -> {
        throw new UserError(
            UserError.USAGE, file + ": is encrypted, and a key that is used here must not be");
      };

  /**
   * The passphrase of a key's file; the caller overwrites it.
   *
   * @throws UserError if there is none to be had
   */
  char[] of(Path file);

  /** The first line of a file that its owner alone can read. */
  static Passphrases in(Path passphraseFile) {
    return file -> {
      if (!Files.exists(passphraseFile)) {
        throw new UserError(
            UserError.USAGE,
            passphraseFile + ": no such file; expected the passphrase of " + file + " in it");
      }
      String text = Secrets.readPrivate("passphrase", passphraseFile);
      return text.lines().findFirst().orElse("").toCharArray();
    };
  }
}
