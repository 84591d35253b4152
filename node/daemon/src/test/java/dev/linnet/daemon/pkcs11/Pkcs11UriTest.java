package dev.linnet.daemon.pkcs11;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.jna.NativeLong;
import dev.linnet.daemon.UserError;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** After the examples of RFC 7512, section 3. */
final class Pkcs11UriTest {
  private static final String MODULE = "?module-path=/usr/lib/module.so";

  private static final Token TOKEN =
      new Token(new NativeLong(1), "The Software PKCS#11 softtoken", "Snake Oil, Inc.", "1.0", "7");

  @Test
  void attributesAreDecoded() {
    Pkcs11Uri uri =
        Pkcs11Uri.parse(
            "pkcs11:token=The%20Software%20PKCS%2311%20softtoken;manufacturer=Snake%20Oil,%20Inc.;"
                + "model=1.0;serial=7;object=my+%c3%a4%3B;type=private;id=%69%95%3E%00"
                + "?module-path=/usr/lib/a%20module.so&pin-source=file:/etc/token_pin");
    assertThat(uri.fits(TOKEN)).isTrue();
    assertThat(uri.object().orElseThrow()).isEqualTo("my+ä;".getBytes(StandardCharsets.UTF_8));
    assertThat(uri.id().orElseThrow()).containsExactly(0x69, 0x95, 0x3e, 0);
    assertThat((Object) uri.module()).isEqualTo(Path.of("/usr/lib/a module.so"));
    assertThat((Object) uri.pinSource()).isEqualTo(Path.of("/etc/token_pin"));
    assertThat(uri.toString()).startsWith("pkcs11:token=The%20").endsWith("id=%69%95%3E%00");
  }

  @Test
  void whatIsNotSaidMayBeAnything() {
    Pkcs11Uri uri = Pkcs11Uri.parse("pkcs11:" + MODULE);
    assertThat(uri.fits(TOKEN)).isTrue();
    assertThat(uri.object()).isEmpty();
    assertThat(uri.id()).isEmpty();
    assertThat((Object) uri.pinSource()).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "token=softtoken",
    "manufacturer=Snake",
    "model=1",
    "serial=70",
    "model=1.0;serial=8"
  })
  void tokenMustBeTheOneThatIsMeant(String path) {
    assertThat(Pkcs11Uri.parse("pkcs11:" + path + MODULE).fits(TOKEN)).isFalse();
  }

  /** Whoever lists processes sees what a command was given. */
  @Test
  void pinIsNotTakenFromACommandLine() {
    assertThatThrownBy(() -> Pkcs11Uri.parse("pkcs11:token=ops" + MODULE + "&pin-value=1234"))
        .isInstanceOf(UserError.class)
        .hasMessageStartingWith("pkcs11:token=ops: pin-value would show the PIN")
        .hasMessageNotContaining("1234");
  }
}
