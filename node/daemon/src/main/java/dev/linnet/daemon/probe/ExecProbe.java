package dev.linnet.daemon.probe;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A command, started without a shell. Its input is empty, and what it prints goes nowhere. */
final class ExecProbe implements Probe {
  private final List<String> command;
  private final Path directory;
  private final Duration timeout;

  ExecProbe(List<String> command, Path directory, Duration timeout) {
    this.command = command;
    this.directory = directory;
    this.timeout = timeout;
  }

  @Override
  public String name() {
    return command.get(0);
  }

  @Override
  public @Nullable String failure() throws InterruptedException {
    Process process;
    try {
      process =
          new ProcessBuilder(command)
              .directory(directory.toFile())
              .redirectOutput(Redirect.DISCARD)
              .redirectError(Redirect.DISCARD)
              .start();
      process.getOutputStream().close();
    } catch (IOException e) {
      return "cannot be started (" + e.getMessage() + ")";
    }
    try {
      if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
        return "took longer than " + timeout.toMillis() / 1000.0 + " s and was killed";
      }
      int code = process.exitValue();
      return code == 0 ? null : "ended with exit code " + code;
    } finally {
      kill(process);
    }
  }

  /** Whoever is dead starts no more: so the command first, then what it had started by then. */
  private static void kill(Process process) {
    List<ProcessHandle> started = process.descendants().toList();
    process.destroyForcibly();
    started.forEach(ProcessHandle::destroyForcibly);
  }
}
