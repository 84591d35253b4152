package dev.linnet.daemon.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the shells themselves offer once they have read the scripts. */
final class CompletionTest {
  @ParameterizedTest
  @CsvSource({
    "rol, rollout",
    "mesh doc, doctor",
    "mesh members --api-c, --api-ca",
    "mesh members -o y, yaml",
    "completion fi, fish"
  })
  void bashOffers(String typed, String expected, @TempDir Path directory) throws Exception {
    String offered =
        asked(
            directory,
            "bash",
            """
            compopt() { :; }  # works inside readline alone
            source "$1"; shift
            COMP_WORDS=(linnet "$@"); COMP_CWORD=$#
            _complete_linnet linnet
            printf '%s\\n' "${COMPREPLY[@]}"
            """,
            typed.split(" "));

    assertThat(offered.lines().map(String::strip)).containsExactly(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "rol, rollout",
    "mesh doc, doctor",
    "mesh --help doc, doctor",
    "mesh members --api-c, --api-ca",
    "mesh members --output y, yaml",
    "completion fi, fish"
  })
  void fishOffers(String typed, String expected, @TempDir Path directory) throws Exception {
    assumeTrue(isInstalled("fish"), "fish is not installed");
    String offered =
        asked(
            directory,
            "fish",
            "source $argv[1]; complete -C \"linnet $argv[2..-1]\"",
            typed.split(" "));

    assertThat(offered.lines().map(line -> line.split("\t")[0])).containsExactly(expected);
  }

  @Test
  void zshReadsItsScriptAndKnowsTheCommand(@TempDir Path directory) throws Exception {
    assumeTrue(isInstalled("zsh"), "zsh is not installed");

    assertThat(asked(directory, "zsh", "source \"$1\"; print -r -- $_comps[linnet]"))
        .contains("-F _complete_linnet");
  }

  @Test
  void fishHasALineForEachOptionOfEachCommand() {
    assertThat(Ran.linnet("completion", "fish").out())
        .contains("complete -c linnet -n '__linnet_at \\'linnet\\'' -a rollout -d '")
        .contains("'__linnet_at \\'linnet mesh members\\'' -s o -l output -x -a 'table json yaml'")
        .contains("'__linnet_at \\'linnet rollout announce\\'' -l key -r -F -d '")
        .contains("'__linnet_at \\'linnet model push\\'' -F -d '");
  }

  /** Runs {@code program} in the shell, with the completion script as its first argument. */
  private static String asked(Path directory, String shell, String program, String... words)
      throws Exception {
    Path script = directory.resolve("completion");
    Files.writeString(script, Ran.linnet("completion", shell).out());
    // fish -c hands no name of the program on.
    List<String> zeroth = shell.equals("fish") ? List.of() : List.of(shell);
    List<String> command = new ArrayList<>(List.of(shell));
    command.addAll(shell.equals("bash") ? List.of("--norc") : List.of());
    command.addAll(List.of("-c", program));
    command.addAll(zeroth);
    command.add(script.toString());
    command.addAll(List.of(words));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("HOME", directory.toString());
    Process process = builder.start();
    process.getOutputStream().close();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    return out;
  }

  private static boolean isInstalled(String program) {
    try {
      Process process = new ProcessBuilder(program, "--version").start();
      process.getInputStream().readAllBytes();
      return process.waitFor() == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
