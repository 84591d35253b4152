package dev.linnet.daemon.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.linnet.daemon.UserError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ReferenceTest {
  private static final String DIGEST = "sha256:" + "0a".repeat(32);

  @ParameterizedTest
  @CsvSource({
    "oci://h/m, m, latest,",
    "oci://h:5000/a/b.c/m__n, m__n, latest,",
    "oci://h/m:latest, m, latest,",
    "oci://[::1]:5000/m:v1.2-rc_3, m, v1.2-rc_3, v1.2-rc_3"
  })
  void aTagIsAskedForAndNamesAVersion(String text, String name, String wanted, String version) {
    Reference reference = Reference.parse(text);

    assertThat(reference.name()).isEqualTo(name);
    assertThat(reference.wanted()).isEqualTo(wanted);
    assertThat(reference.version()).isEqualTo(version);
    assertThat(reference).hasToString(text);
  }

  @Test
  void aDigestWins() {
    Reference tagged = Reference.parse("oci://h/m:7@" + DIGEST);
    Reference pinned = Reference.parse("oci://h/m@" + DIGEST);

    assertThat(tagged.wanted()).isEqualTo(DIGEST);
    assertThat(tagged.version()).isEqualTo("7");
    assertThat(pinned.wanted()).isEqualTo(DIGEST);
    assertThat(pinned.version()).isNull();
    assertThat(tagged.blobs()).isEqualTo("https://h/v2/m/blobs");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "oci://h",
        "oci:///m",
        "oci://h/",
        "oci://h/M",
        "oci://h/a//b",
        "oci://h/../m",
        "oci://h/m:",
        "oci://h/m:a/b",
        "oci://h/m@sha256:0a",
        "oci://h/m@sha512:0a",
        "oci://user@h/m",
        "oci://h:99999/m",
        "oci://h-/m",
        "oci://h/m?x"
      })
  void anythingElseIsRefused(String text) {
    assertThatThrownBy(() -> Reference.parse(text))
        .isInstanceOfSatisfying(
            UserError.class, error -> assertThat(error.exitCode()).isEqualTo(UserError.USAGE))
        .hasMessageContaining(text);
  }
}
