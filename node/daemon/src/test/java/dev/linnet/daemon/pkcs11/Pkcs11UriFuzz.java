package dev.linnet.daemon.pkcs11;

import com.sun.jna.NativeLong;
import dev.linnet.daemon.UserError;
import java.nio.charset.StandardCharsets;

/** What names a key on a token is read, or refused in one line that does not show a PIN. */
public final class Pkcs11UriFuzz {
  private static final Token TOKEN = new Token(new NativeLong(1), "ops", "maker", "1.0", "7");

  private Pkcs11UriFuzz() {}

  /** Called by the fuzzer with what follows the scheme. */
  public static void fuzzerTestOneInput(byte[] input) {
    try {
      Pkcs11Uri uri = Pkcs11Uri.parse(Pkcs11Uri.SCHEME + new String(input, StandardCharsets.UTF_8));
      uri.fits(TOKEN);
      if (!uri.module().isAbsolute()) {
        throw new AssertionError("a module that anybody may have put there: " + uri.module());
      }
    } catch (UserError refused) {
      String said = String.valueOf(refused.getMessage());
      if (!said.startsWith(Pkcs11Uri.SCHEME) || said.contains("\n")) {
        throw new AssertionError("not a line that names the key: " + said, refused);
      }
    }
  }
}
