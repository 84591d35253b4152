package dev.linnet.daemon.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Every {@code linnet} that stands in a block of the docs is one that the command takes. */
final class DocumentedCommandsTest {
  private static final Path ROOT = Path.of("../..");
  private static final Pattern BLOCK = Pattern.compile("(?ms)^```(?:bash|console)?\n(.*?)^```$");
  private static final Pattern COMMAND =
      Pattern.compile("(?m)^(?:\\$ )?(?:>  )?(?:\\w+=\\$\\()?(?:scripts/)?linnet ([a-z-].*)$");

  /** Where the shell takes over again. */
  private static final Pattern REST = Pattern.compile("\\)?( #| [0-9]?>| \\||&|\\)$).*");

  @TestFactory
  Stream<DynamicTest> theCommandTakesIt() throws IOException {
    List<DynamicTest> tests = new ArrayList<>();
    try (Stream<Path> docs = Files.list(ROOT.resolve("docs"))) {
      List<Path> pages = new ArrayList<>(docs.filter(it -> it.toString().endsWith(".md")).toList());
      pages.add(ROOT.resolve("README.md"));
      for (Path page : pages.stream().sorted().toList()) {
        Matcher block = BLOCK.matcher(Files.readString(page));
        while (block.find()) {
          COMMAND
              .matcher(block.group(1).replaceAll(" \\\\\n(?:> )? *", " "))
              .results()
              .forEach(found -> tests.add(test(page, found.group(1))));
        }
      }
    }
    assertThat(tests).hasSizeGreaterThan(30);
    return tests.stream();
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
