package dev.linnet.daemon.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.linnet.core.trust.PublicKey;
import dev.linnet.daemon.UserError;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keys of people under passphrases. */
final class ProtectedKeyTest {
  private static final String PASSPHRASE = "correct-horse";

  /** Made by {@code openssl pkcs8 -topk8 -v2 aes-256-cbc} of OpenSSL 3. */
  private static final String BY_OPENSSL =
      """
      -----BEGIN ENCRYPTED PRIVATE KEY-----
      MIGbMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAhf9iWrm/9WBgICCAAw
      DAYIKoZIhvcNAgkFADAdBglghkgBZQMEASoEED/vNOOMaqBeW2VRRXDSKT8EQBdQ
      A0fwlhALeFODURQEAa/okc1CjvRF0uvFMRgOzu1hk7SwKjiAxQr9kr9PUls52EM6
      RGzRDG3ea7juURy2cYI=
      -----END ENCRYPTED PRIVATE KEY-----
      """;

  private static final String ITS_PUBLIC_KEY =
      "MCowBQYDK2VwAyEAkV/1S+cFRCRheOQLAqH/VcKcV9sukSIZwZqgCs4nC9Y=";

  private final Path mesh;

  ProtectedKeyTest(@TempDir Path temp) {
    this.mesh = temp.resolve("mesh");
    MeshAuthority.init(mesh, "birds", Clock.systemUTC());
  }

  private static Passphrases said(String passphrase) {
    return (word, key) -> passphrase.toCharArray();
  }

  @Test
  void keyIsReadByItsPassphraseAloneAndComesBackAsItWas() throws Exception {
    Path file = mesh.resolve("ca.key");
    String plain = Files.readString(file);
    ProtectedKey.protect(file, Passphrases.NONE, PASSPHRASE.toCharArray());
    String under = Files.readString(file);
    assertThat(under).startsWith("-----BEGIN ENCRYPTED PRIVATE KEY-----\n");
    assertThat(under).doesNotContain(plain.lines().toList().get(1).substring(0, 32));
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");

    assertRefused(file, Passphrases.NONE, UserError.USAGE, "is encrypted, and a key that is used");
    assertRefused(file, said("correct-hors"), UserError.REFUSED, "the passphrase is wrong");
    assertThat(Files.readString(file)).isEqualTo(under);
    ProtectedKey.unprotect(file, said(PASSPHRASE));
    assertThat(Files.readString(file)).isEqualTo(plain);
  }

  private static void assertRefused(Path file, Passphrases said, int exitCode, String why) {
    assertThatThrownBy(() -> ProtectedKey.unprotect(file, said))
        .isInstanceOfSatisfying(
            UserError.class, error -> assertThat(error.exitCode()).isEqualTo(exitCode))
        .hasMessageContaining(file + ": " + why);
  }

  @Test
  void keyThatOpenSslEncryptedIsRead() throws Exception {
    Path file = mesh.resolve("operators/admin.key");
    Files.writeString(file, BY_OPENSSL);
    assertThat(OperatorKey.load(file, said(PASSPHRASE)).publicKey())
        .isEqualTo(PublicKey.parse(ITS_PUBLIC_KEY));
    assertThatThrownBy(() -> OperatorKey.load(file, said("wrong")))
        .hasMessage(file + ": the passphrase is wrong");
  }

  @Test
  void shortOrOddPassphraseChangesNothing() throws Exception {
    Path file = mesh.resolve("root.key");
    String plain = Files.readString(file);
    assertThatThrownBy(
            () -> ProtectedKey.protect(file, Passphrases.NONE, "elevenchars".toCharArray()))
        .hasMessage("the passphrase: expected at least 12 characters");
    assertThatThrownBy(
            () -> ProtectedKey.protect(file, Passphrases.NONE, "größer-als-zwölf".toCharArray()))
        .hasMessageContaining("of ASCII alone");
    assertThat(Files.readString(file)).isEqualTo(plain);
  }

  @Test
  void fileThatAsksForEndlessWorkIsRefusedAtOnce() {
    byte[] encrypted = EncryptedKey.encoded(new byte[16], 10_000_001, new byte[16], new byte[64]);
    assertThatThrownBy(() -> EncryptedKey.decrypt(encrypted, PASSPHRASE.toCharArray()))
        .hasMessageStartingWith("it is encrypted by PBEWithHmacSHA256AndAES_256; expected");
    assertThatThrownBy(() -> EncryptedKey.decrypt(new byte[9], PASSPHRASE.toCharArray()))
        .hasMessage("it is not an encrypted key in PKCS#8");
  }
}
