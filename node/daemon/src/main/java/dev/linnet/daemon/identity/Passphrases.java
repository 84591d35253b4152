package dev.linnet.daemon.identity;

import dev.linnet.daemon.UserError;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where the passphrases of encrypted private keys come from, and the PINs of tokens. */
@FunctionalInterface
public interface Passphrases {
  /** Nobody is asked, as where a daemon starts unattended: its own keys are not encrypted. */
  Passphrases NONE =
      (word, key) -> {
        throw new UserError(
            UserError.USAGE, key + ": is encrypted, and a key that is used here must not be");
      };

  /**
   * What opens a key; the caller may overwrite it.
   *
   * @param word what that is, for a person: {@code passphrase} or {@code PIN}
   * @param key the key, for a person
   * @throws UserError if there is none to be had
   */
  char[] of(String word, String key);

  /** The first line of a file that its owner alone can read. */
  static Passphrases in(Path passphraseFile) {
    return (word, key) -> {
      if (!Files.exists(passphraseFile)) {
        throw new UserError(
            UserError.USAGE,
            passphraseFile + ": no such file; expected the " + word + " of " + key + " in it");
      }
      String text = Secrets.readPrivate(word, passphraseFile);
      return text.lines().findFirst().orElse("").toCharArray();
    };
  }
}
