package dev.linnet.testmesh;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Commands run to their end. */
public final class Shell {
  private Shell() {}

  /** Runs it and returns what it printed; fails if it did not exit with 0. */
  public static String run(String... command) {
    return run(List.of(command));
  }

  public static String run(List<String> command) {
    Result result = result(command);
    if (result.exitCode != 0) {
      throw new IllegalStateException(
          String.join(" ", command) + " exited " + result.exitCode + ": " + result.said.strip());
    }
    return result.said;
  }

  public static boolean succeeds(List<String> command) {
    return result(command).exitCode == 0;
  }

  private record Result(int exitCode, String said) {}

  private static Result result(List<String> command) {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      process.getOutputStream().close();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return new Result(process.waitFor(), said);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
