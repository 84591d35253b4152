package dev.linnet.documents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.linnet.core.rollout.Share;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class UnitsTest {
  @ParameterizedTest
  @CsvSource({"500ms,PT0.5S", "30s,PT30S", "10m,PT10M", "4h,PT4H", "7d,PT168H", "0s,PT0S"})
  void durations(String text, Duration expected) {
    assertThat(Units.duration(text)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "4", "-4h", "4 h", "4.5h", "4w", "366d", "NaN", "99999999999s"})
  void whatIsNoDuration(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> Units.duration(text));
  }

  @ParameterizedTest
  @CsvSource({
    "10%,1/10",
    "2.5%,1/40",
    "0.10,1/10",
    "1/10,1/10",
    "4/6,2/3",
    "0,0/1",
    "1,1/1",
    "100%,1/1"
  })
  void sharesAreExactAndInLowestTerms(String text, String expected) {
    assertThat(Units.share(text)).isEqualTo(Share.parse(expected));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "101%", "1.5", "3/2", "1/0", "NaN", "-1%", "x", "0.1/2", "1/1000001", "٣%"})
  void whatIsNoShare(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> Units.share(text));
  }

  @Test
  void bytesAreWholeAndDoNotOverflow() {
    assertThat(Units.bytes("512Ki")).isEqualTo(524_288);
    assertThat(Units.bytes("0")).isZero();
    assertThatIllegalArgumentException().isThrownBy(() -> Units.bytes("999999999999999Ti"));
    assertThatIllegalArgumentException().isThrownBy(() -> Units.bytes("1MB"));
  }

  @ParameterizedTest
  @CsvSource({"wavse,waves", "regoin,region", "mdoel,model", "brake,bake"})
  void theNearestWordIsFound(String word, String expected) {
    assertThat(Nearest.of(word, List.of("waves", "region", "model", "bake"))).contains(expected);
  }

  @Test
  void aWordThatResemblesNothingHasNoNearest() {
    assertThat(Nearest.of("zebra", List.of("waves", "region"))).isEmpty();
  }
}
