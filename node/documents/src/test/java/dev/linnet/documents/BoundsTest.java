package dev.linnet.documents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** What a document of bounded size costs is bounded too. */
class BoundsTest {
  @Test
  void longKeyIsNotKeptAgainForEachValueBelowIt() {
    String key = "k".repeat(400_000);
    YamlNode document =
        YamlReader.parse("? " + key + "\n: [" + "1,".repeat(100_000) + "1]", "a.yaml");
    List<YamlNode> values = document.map(key).required(key).list();
    assertThat(values).hasSize(100_001);
    assertThat(values.get(7).error("no")).hasMessageContaining(key + "[7]: no");
  }

  @Test
  void pathOfManyKeysIsRefused() {
    YamlNode document = YamlReader.parse("a: 1", "a.yaml");
    assertThatExceptionOfType(DocumentException.class)
        .isThrownBy(() -> document.with("a.".repeat(100_000), document))
        .withMessage("a.yaml:1:1: a path of more than 32 keys");
  }

  @Test
  void longWordIsLikeNoOther() {
    String word = "w".repeat(100_000);
    assertThat(Nearest.of(word, List.of(word + "x"))).isEmpty();
    assertThat(Nearest.of("regoins", List.of("regions", word))).contains("regions");
  }

  @Test
  void fileThatNeverEndsIsTooLarge() {
    Path endless = Path.of("/dev/zero");
    Assumptions.assumeTrue(Files.exists(endless));
    assertThatExceptionOfType(DocumentException.class)
        .isThrownBy(() -> YamlReader.load("plan", endless))
        .withMessage("/dev/zero: larger than 1 MiB");
  }

  @Test
  void escapeBeforeTheEndIsRefused() {
    assertThatExceptionOfType(DocumentException.class)
        .isThrownBy(() -> YamlReader.parse("a: \"\\u", "a.yaml"))
        .withMessage("a.yaml: not YAML: what follows a \\ is no character");
  }
}
