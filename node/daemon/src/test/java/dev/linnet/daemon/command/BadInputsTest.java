package dev.linnet.daemon.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What people get wrong in commands and files: one line that names it, the exit code that is
 * documented, and nothing changed. A case is {@code COMMAND | EXIT CODE | WORDS | FILE}, where
 * {@code @} is the directory and FILE what {@code @/file} holds.
 */
final class BadInputsTest {
  private static final int LEAST = 80;
  private static final Path CASES = Path.of("src/test/resources/bad-inputs.txt");

  private record Case(String command, int exitCode, String words, String file) {
    @Override
    public String toString() {
      return command + " with " + file;
    }
  }

  static List<Case> cases() throws IOException {
    List<Case> cases = new ArrayList<>();
    for (String line : Files.readAllLines(CASES)) {
      if (!line.isBlank() && !line.startsWith("#")) {
        String[] parts = line.split(" \\| ", 4);
        cases.add(
            new Case(
                parts[0].strip(),
                Integer.parseInt(parts[1].strip()),
                parts[2].strip(),
                parts.length > 3 ? parts[3].replace("\\n", "\n").replace("\\t", "\t") : ""));
      }
    }
    return cases;
  }

  @Test
  void casesAreManyAndDiffer() throws IOException {
    assertThat(cases()).hasSizeGreaterThanOrEqualTo(LEAST).doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void eachIsOneLineWithItsExitCodeAndChangesNothing(Case wrong, @TempDir Path directory)
      throws IOException {
    Files.writeString(directory.resolve("file"), wrong.file());
    Files.writeString(directory.resolve("model.onnx"), wrong.file());
    TreeMap<String, String> before = files(directory);
    Ran ran = Ran.linnet(wrong.command().replace("@", directory.toString()).split(" +"));
    String said = ran.err().strip();
    assertThat(ran.exitCode()).as(said).isEqualTo(wrong.exitCode());
    assertThat(said.lines().toList()).as(said).hasSize(1);
    assertThat(said).contains(wrong.words()).doesNotContain("Exception", "\tat ");
    assertThat(ran.out()).isEmpty();
    assertThat(files(directory)).isEqualTo(before);
  }

  private static TreeMap<String, String> files(Path root) throws IOException {
    TreeMap<String, String> files = new TreeMap<>();
    try (Stream<Path> walk = Files.walk(root)) {
      for (Path path : walk.toList()) {
        files.put(path.toString(), Files.isDirectory(path) ? "" : Files.readString(path));
      }
    }
    return files;
  }
}
