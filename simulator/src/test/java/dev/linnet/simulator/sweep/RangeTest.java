package dev.linnet.simulator.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.linnet.documents.DocumentException;
import dev.linnet.documents.YamlReader;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class RangeTest {
  private static final int MANY = 30_000;

  @Test
  void wholeNumbersAreAlikeToTheEnds() {
    Map<String, Integer> counts = counts("{from: -1, to: 1, whole: true}");

    assertThat(counts).containsOnlyKeys("-1", "0", "1");
    assertThat(counts.values()).allMatch(count -> Math.abs(count - MANY / 3) <= 1);
  }

  @Test
  void decadesAreAlike() {
    Range range = Range.read(YamlReader.parse("{from: 0.001, to: 1, log: true}", "range"));

    assertThat(range.at(0)).isEqualTo("0.00100000");
    assertThat(Double.parseDouble(range.at(1.0 / 3))).isEqualTo(0.01);
    assertThat(Double.parseDouble(range.at(2.0 / 3))).isEqualTo(0.1);
    assertThat(counts("{from: 1, to: 8, whole: true, log: true}"))
        .as("1 is from 1 to 2 of 1 to 9")
        .hasSize(8)
        .hasEntrySatisfying("1", count -> assertThat(count / (double) MANY).isBetween(0.31, 0.32));
  }

  @Test
  void endsThatCannotBeAreTold() {
    refused("{from: 1, to: 2.5, whole: true}", "1:15: to: expected a whole number, since whole");
    refused("{from: 0, to: 2, log: true}", "1:8: from: expected above 0, since log draws decades");
    refused("{from: 3, to: 2}", "1:15: to: expected at least from");
  }

  private static void refused(String text, String expected) {
    assertThatExceptionOfType(DocumentException.class)
        .isThrownBy(() -> Range.read(YamlReader.parse(text, "range")))
        .withMessageContaining(expected);
  }

  private static Map<String, Integer> counts(String text) {
    Range range = Range.read(YamlReader.parse(text, "range"));
    Map<String, Integer> counts = new TreeMap<>();
    for (int i = 0; i < MANY; i++) {
      counts.merge(range.at((double) i / MANY), 1, Integer::sum);
    }
    return counts;
  }
}
