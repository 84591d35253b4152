package dev.linnet.simulator.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.linnet.documents.DocumentException;
import dev.linnet.documents.YamlReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each scenario of {@code bad-scenarios.txt} and the whole of what is said about it. */
class BadScenariosTest {
  private static final String SAID = "\n>> ";

  static Stream<String> cases() throws IOException {
    return all().stream();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void mistakeIsOneLineWithPlaceFieldAndWhatWasExpected(String both) {
    int end = both.indexOf(SAID);
    assertThatExceptionOfType(DocumentException.class)
        .isThrownBy(
            () ->
                ScenarioFile.read(
                    YamlReader.parse(both.substring(0, end), "bad.yaml"), Path.of("bad.yaml")))
        .withMessage(both.substring(end + SAID.length()));
  }

  @Test
  void thirtyAndMoreAreBad() throws IOException {
    assertThat(all()).hasSizeGreaterThanOrEqualTo(30).doesNotHaveDuplicates();
  }

  private static List<String> all() throws IOException {
    try (InputStream in = BadScenariosTest.class.getResourceAsStream("bad-scenarios.txt")) {
      String text = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
      return Arrays.stream(text.split("\n----\n")).map(String::strip).toList();
    }
  }
}
