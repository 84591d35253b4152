package dev.linnet.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each threat and each fault has its row in the docs, and each test that a row names is there. */
final class DocumentedTestsTest {
  private static final Path ROOT = Path.of("../..");
  private static final Pattern ROW = Pattern.compile("(?m)^\\| ([TF]-\\d+)\\b.*$");
  private static final Pattern NAMED =
      Pattern.compile("`([A-Z]\\w*Test)(?:\\.(\\w+))?`(?: \\(([^)]*)\\))?");
  private static final Pattern METHOD = Pattern.compile("`([a-z]\\w*)`");

  @ParameterizedTest
  @CsvSource({"security.md, T-, 23", "reliability.md, F-, 18"})
  void eachHasItsRowWithATest(String page, String letter, int count) throws IOException {
    List<String> named =
        rows(page).stream()
            .filter(row -> NAMED.matcher(row.group()).find() || row.group().contains("*soak*"))
            .map(row -> row.group(1))
            .toList();
    assertThat(named)
        .containsAll(IntStream.rangeClosed(1, count).mapToObj(number -> letter + number).toList());
  }

  @Test
  void eachTestThatIsNamedIsThere() throws IOException {
    Map<String, String> sources = sources();
    List<String> missing = new ArrayList<>();
    for (String page : List.of("security.md", "reliability.md")) {
      NAMED
          .matcher(Files.readString(ROOT.resolve("docs").resolve(page)))
          .results()
          .flatMap(DocumentedTestsTest::tests)
          .filter(test -> !isThere(test, sources))
          .forEach(missing::add);
    }
    assertThat(missing).isEmpty();
  }

  private static List<MatchResult> rows(String page) throws IOException {
    return ROW.matcher(Files.readString(ROOT.resolve("docs").resolve(page))).results().toList();
  }

  /** A class, with the method behind its point, or with those in the parentheses behind it. */
  private static Stream<String> tests(MatchResult named) {
    String type = named.group(1);
    if (named.group(2) != null) {
      return Stream.of(type + "." + named.group(2));
    }
    List<String> methods =
        named.group(3) == null
            ? List.of()
            : METHOD.matcher(named.group(3)).results().map(it -> it.group(1)).toList();
    return methods.isEmpty() ? Stream.of(type) : methods.stream().map(it -> type + "." + it);
  }

  private static boolean isThere(String test, Map<String, String> sources) {
    String[] parts = test.split("\\.", -1);
    String source = sources.get(parts[0]);
    return source != null
        && (parts.length == 1 || Pattern.compile("\\b" + parts[1] + "\\(").matcher(source).find());
  }

  /** By the names of the classes; namesakes of several packages are one. */
  private static Map<String, String> sources() throws IOException {
    Map<String, String> sources = new TreeMap<>();
    for (String module : List.of("node/core", "node/daemon", "node/documents", "simulator")) {
      try (Stream<Path> files = Files.walk(ROOT.resolve(module).resolve("src/test/java"))) {
        for (Path file : files.filter(it -> it.toString().endsWith("Test.java")).toList()) {
          String name = file.getFileName().toString();
          String type = name.substring(0, name.length() - ".java".length());
          sources.merge(type, Files.readString(file), String::concat);
        }
      }
    }
    return sources;
  }
}
