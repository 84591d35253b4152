package dev.linnet.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The faults that scripts put into copies of classes can be put there: what each takes the place of
 * stands once in its file. The scripts themselves run for minutes, and not in each build.
 */
final class ListedFaultsTest {
  private static final Path ROOT = Path.of("../..");

  @ParameterizedTest
  @CsvSource({"defences, node", "mutants, node/core/src/main/java/dev/linnet/core"})
  void whatEachTakesThePlaceOfStandsOnceInItsFile(String list, String under) throws IOException {
    List<String> gone = new ArrayList<>();
    String faults = Files.readString(ROOT.resolve("scripts/lib").resolve(list));
    for (String fault : faults.split("(?m)^= ", -1)) {
      List<String> lines = fault.lines().toList();
      String file = after('@', lines).strip();
      String found = file.isEmpty() ? "" : Files.readString(ROOT.resolve(under).resolve(file));
      String text = after('-', lines);
      int at = found.indexOf(text);
      if (!file.isEmpty() && (at < 0 || found.indexOf(text, at + 1) >= 0)) {
        gone.add(lines.get(0));
      }
    }
    assertThat(gone).isEmpty();
  }

  /** The rest of the lines that begin so. */
  private static String after(char mark, List<String> lines) {
    StringBuilder rest = new StringBuilder();
    lines.stream()
        .filter(line -> !line.isEmpty() && line.charAt(0) == mark)
        .forEach(line -> rest.append(line.substring(1)).append('\n'));
    return rest.toString();
  }
}
