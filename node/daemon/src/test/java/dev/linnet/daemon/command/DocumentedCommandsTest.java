package dev.linnet.daemon.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import picocli.CommandLine;

/** Every {@code linnet} that the docs tell people to type is one that the command takes. */
final class DocumentedCommandsTest {
  private static final Path ROOT = Path.of("../..");
  private static final Pattern BLOCK = Pattern.compile("(?ms)^```(?:\\w+)?\n(.*?)^```$");
  private static final Pattern COMMAND =
      Pattern.compile("(?m)^(?:\\$ )?(?:>  )?(?:\\w+=\\$\\()?(?:scripts/)?linnet ([a-z-].*)$");
  private static final Pattern IN_TEXT = Pattern.compile("`linnet ([^`]+)`");

  /** Where the shell takes over again. */
  private static final Pattern REST = Pattern.compile("\\)?( #| [0-9]?>| \\||&|\\)$).*");

  @TestFactory
  Stream<DynamicTest> theCommandTakesWhatStandsInABlock() throws IOException {
    List<DynamicTest> tests = new ArrayList<>();
    for (Path page : pages()) {
      BLOCK
          .matcher(Files.readString(page))
          .results()
          .map(block -> block.group(1).replaceAll(" \\\\\n(?:> )? *", " "))
          .flatMap(block -> COMMAND.matcher(block).results())
          .forEach(found -> tests.add(test(page, found.group(1))));
    }
    assertThat(tests).hasSizeGreaterThan(30);
    return tests.stream();
  }

  /** What may be left out is in brackets there. A command's name alone is spoken of, not typed. */
  @TestFactory
  Stream<DynamicTest> theCommandTakesWhatStandsInText() throws IOException {
    List<DynamicTest> tests = new ArrayList<>();
    for (Path page : pages()) {
      String text = BLOCK.matcher(Files.readString(page)).replaceAll("").replaceAll("\\s+", " ");
      IN_TEXT
          .matcher(text)
          .results()
          .map(found -> found.group(1).replace("\\|", "|").replaceAll("[\\[\\]]", ""))
          .filter(typed -> !typed.contains("…") && !typed.contains("...") && !isName(typed))
          .forEach(typed -> tests.add(test(page, typed)));
    }
    assertThat(tests).hasSizeGreaterThan(30);
    return tests.stream();
  }

  private static List<Path> pages() throws IOException {
    try (Stream<Path> docs = Files.list(ROOT.resolve("docs"))) {
      return Stream.concat(
              docs.filter(it -> it.toString().endsWith(".md")),
              Stream.of(ROOT.resolve("README.md")))
          .sorted()
          .toList();
    }
  }

  private static boolean isName(String typed) {
    String[] words = typed.split(" ");
    CommandLine command = Linnet.commandLine(Terminal.ofProcess(), words);
    for (String word : words) {
      command = command.getSubcommands().get(word);
      if (command == null) {
        return false;
      }
    }
    return true;
  }

  private static DynamicTest test(Path page, String typed) {
    String[] words = REST.matcher(typed).replaceFirst("").strip().split(" +");
    return DynamicTest.dynamicTest(
        page.getFileName() + ": linnet " + String.join(" ", words),
        () ->
            assertThatCode(() -> Linnet.commandLine(Terminal.ofProcess(), words).parseArgs(words))
                .doesNotThrowAnyException());
  }
}
