package dev.linnet.daemon.trial;

import dev.linnet.daemon.trial.Trial.Outcome;
import dev.linnet.daemon.trial.Trial.TrialResult;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One child process: started small, watched, and ended. Its scratch directory goes with it. */
final class Child implements AutoCloseable {
  private static final long POLL_MILLIS = 20;
  private static final int SIGNALLED = 128;

  private static final Map<Integer, String> SIGNALS =
      Map.of(
          4, "SIGILL", 6, "SIGABRT", 7, "SIGBUS", 8, "SIGFPE", 9, "SIGKILL", 11, "SIGSEGV", 15,
          "SIGTERM");

  private final Process process;
  private final ChildProcesses all;
  private final Path scratch;
  private final ChildOutput output;
  private final long startNanos = System.nanoTime();
  private long peakBytes;

  private Child(Process process, ChildProcesses all, Path scratch) {
    this.process = process;
    this.all = all;
    this.scratch = scratch;
    this.output = new ChildOutput(process.getInputStream());
  }

  /** Starts a child and tells it what to do. */
  static Child start(
      ChildCommand command, TrialTask task, TrialLimits limits, @Nullable Bubblewrap sandbox)
      throws IOException {
    byte[] told = (task.toJson() + "\n").getBytes(StandardCharsets.UTF_8);
    Path scratch = Files.createTempDirectory("linnet-trial");
    boolean started = false;
    try {
      Process process =
          command
              .builder(task, limits, scratch, sandbox)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      Child child = new Child(process, new ChildProcesses(process, sandbox != null), scratch);
      started = true;
      child.tell(told);
      return child;
    } finally {
      if (!started) {
        delete(scratch);
      }
    }
  }

  /** The stream stays open: its end tells the child that this process is gone. */
  private void tell(byte[] task) {
    try {
      OutputStream stdin = process.getOutputStream();
      stdin.write(task);
      stdin.flush();
    } catch (IOException e) {
      kill(); // It died before it listened; how it ended tells why.
    }
  }

  TrialResult await(TrialLimits limits) throws InterruptedException {
    long deadline = startNanos + limits.time().toNanos();
    String broken = null;
    while (broken == null && !process.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
      broken = brokenLimit(limits, deadline);
    }
    if (broken != null) {
      kill();
      process.waitFor();
    }
    output.drain();
    TrialMessage said = output.result();
    Duration took = Duration.ofNanos(System.nanoTime() - startNanos);
    if (broken == null && said != null && process.exitValue() == 0) {
      return new TrialResult(
          Outcome.of(Boolean.TRUE.equals(said.passed())),
          said.text(),
          took,
          peakBytes,
          said.figures());
    }
    String reason = broken == null ? ended(process.exitValue()) : broken;
    Outcome outcome = output.hasBegun() ? Outcome.FAILED : Outcome.NOT_RUN;
    return new TrialResult(outcome, reason + " while " + output.step(), took, peakBytes, null);
  }

  private @Nullable String brokenLimit(TrialLimits limits, long deadline) {
    ChildProcesses.Held held = all.held();
    peakBytes = Math.max(peakBytes, held.residentBytes());
    if (held.threads() > limits.threads()) {
      return "trial child started more than " + limits.threads() + " threads";
    }
    if (held.residentBytes() > limits.memoryBytes()) {
      return "trial child needed more than "
          + limits.memoryBytes() / 1024 / 1024
          + " MiB of memory";
    }
    if (System.nanoTime() - deadline > 0) {
      return "trial child took longer than " + limits.time().toMillis() / 1000.0 + " s";
    }
    return null;
  }

  private String ended(int exitValue) {
    String crash = output.crash();
    if (crash != null) {
      return "trial child was killed by " + crash;
    }
    if (exitValue > SIGNALLED) {
      int signal = exitValue - SIGNALLED;
      return "trial child was killed by " + SIGNALS.getOrDefault(signal, "signal " + signal);
    }
    return "trial child ended with exit code " + exitValue + " and no result";
  }

  void kill() {
    all.kill();
  }

  @Override
  public void close() {
    kill();
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    delete(scratch);
  }

  private static void delete(Path directory) {
    try (Stream<Path> files = Files.walk(directory)) {
      files.sorted(Comparator.reverseOrder()).forEach(Child::deleteFile);
    } catch (IOException | UncheckedIOException e) {
      // A scratch directory that stays harms nothing; the system's cleaner takes it.
    }
  }

  private static void deleteFile(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      // As above.
    }
  }
}
