package dev.linnet.daemon.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;

/**
 * A command is as whole where only its own words were asked for as where all commands are there.
 */
final class CommandTreeTest {
  private static final Terminal TERMINAL = Terminal.ofProcess();

  @TestFactory
  Stream<DynamicTest> aCommandThatIsAskedForIsWhole() {
    List<DynamicTest> tests = new ArrayList<>();
    compare(tests, Linnet.commandLine(TERMINAL, "completion"));
    assertThat(tests).hasSizeGreaterThan(30);
    return tests.stream();
  }

  private static void compare(List<DynamicTest> tests, CommandLine expected) {
    String name = expected.getCommandSpec().qualifiedName();
    tests.add(
        DynamicTest.dynamicTest(
            name,
            () -> assertThat(asked(name).getUsageMessage()).isEqualTo(expected.getUsageMessage())));
    expected.getSubcommands().values().forEach(below -> compare(tests, below));
  }

  /** Picocli breaks lines to fit, so that a sentence over two of ours would be broken twice. */
  @TestFactory
  Stream<DynamicTest> noHelpBreaksASentence() {
    List<DynamicTest> tests = new ArrayList<>();
    readThrough(tests, Linnet.commandLine(TERMINAL, "completion"));
    return tests.stream();
  }

  private static void readThrough(List<DynamicTest> tests, CommandLine command) {
    CommandSpec spec = command.getCommandSpec();
    Stream<String[]> texts =
        Stream.concat(
            Stream.of(spec.usageMessage().description(), spec.usageMessage().footer()),
            spec.args().stream().map(ArgSpec::description));
    tests.add(
        DynamicTest.dynamicTest(
            spec.qualifiedName(), () -> assertThat(texts).allSatisfy(CommandTreeTest::endsWell)));
    command.getSubcommands().values().forEach(below -> readThrough(tests, below));
  }

  /** Each line but what is to be typed, which is set in. */
  private static void endsWell(String... lines) {
    assertThat(lines).allMatch(line -> line.isEmpty() || line.matches("  .*|.*[.,:;]"));
  }

  private static CommandLine asked(String name) {
    String[] words = name.split(" ");
    String[] arguments = Arrays.copyOfRange(words, 1, words.length);
    CommandLine command = Linnet.commandLine(TERMINAL, arguments);
    for (String word : arguments) {
      command = below(command, word);
    }
    return command;
  }

  private static CommandLine below(CommandLine command, String word) {
    return Objects.requireNonNull(command.getSubcommands().get(word), word);
  }

  @Test
  void whatIsNotAskedForIsKnownByNameAlone() {
    CommandLine mesh = asked("linnet mesh");

    assertThat(below(mesh, "enroll").getCommandSpec().args()).hasSize(1);
    assertThat(below(asked("linnet"), "mesh").getSubcommands()).isEmpty();
  }

  @Test
  void wordsInAFileMayAskForEverything() {
    CommandLine line = Linnet.commandLine(TERMINAL, "@words");

    assertThat(below(line, "mesh").getSubcommands()).containsKey("enroll");
  }
}
