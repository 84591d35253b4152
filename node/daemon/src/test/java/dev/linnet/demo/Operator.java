package dev.linnet.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A person at a shell: runs the real {@code linnet} command, and shows what was typed. */
final class Operator {
  private static final long TIMEOUT_SECONDS = 60;

  private final Terminal terminal;
  private final Path directory;

  /** An operator who works in {@code directory}. */
  Operator(Terminal terminal, Path directory) {
    this.terminal = terminal;
    this.directory = directory;
  }

  /**
   * Runs {@code linnet} with these arguments.
   *
   * @return what it printed to standard output
   * @throws Unmet if it does not exit with 0
   */
  String linnet(List<String> arguments) {
    terminal.event("$ linnet " + String.join(" ", arguments));
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp"));
    command.add(System.getProperty("java.class.path"));
    command.add("dev.linnet.daemon.command.Linnet");
    command.addAll(arguments);
    Path errors = directory.resolve("command.err");
    Process process = null;
    try {
      process =
          new ProcessBuilder(command)
              .directory(directory.toFile())
              .redirectError(errors.toFile())
              .start();
      String output =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      boolean ended = process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS);
      if (!ended || process.exitValue() != 0) {
        throw new Unmet(
            "`linnet %s` %s: %s"
                .formatted(
                    String.join(" ", arguments),
                    ended ? "exited with " + process.exitValue() : "did not end",
                    Files.readString(errors).strip()));
      }
      return output;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Unmet("interrupted");
    } finally {
      if (process != null) {
        process.destroyForcibly();
      }
    }
  }
}
