package dev.linnet.daemon.trial;

import dev.linnet.daemon.trial.Trial.TrialResult;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One child process: started small, watched, and ended. Its scratch directory goes with it. */
final class Child implements AutoCloseable {
  private static final String NATIVE_PATH = "onnxruntime.native.path";
  private static final String CLASS_ARCHIVE = "-XX:SharedArchiveFile=";
  private static final long POLL_MILLIS = 20;
  private static final int SIGNALLED = 128;
  private static final Path SHELL = Path.of("/bin/sh");

  /** Written memory that a process may have without holding it: stacks, parts of the heap. */
  private static final long UNTOUCHED_BYTES = 512L * 1024 * 1024;

  private static final Map<Integer, String> SIGNALS =
      Map.of(
          4, "SIGILL", 6, "SIGABRT", 7, "SIGBUS", 8, "SIGFPE", 9, "SIGKILL", 11, "SIGSEGV", 15,
          "SIGTERM");

  private final Process process;
  private final Path scratch;
  private final ChildOutput output;
  private final long startNanos = System.nanoTime();
  private long peakBytes;

  private Child(Process process, Path scratch) {
    this.process = process;
    this.scratch = scratch;
    this.output = new ChildOutput(process.getInputStream());
  }

  /**
   * This Java, this class path and its archive of classes, a small heap, and no time spent on
   * compiling well. What the child prints is for its parent, so Java itself is silent.
   */
  static List<String> command(Class<?> main) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Xshare:auto",
                "-XX:+UseSerialGC",
                "-XX:-UsePerfData",
                "-XX:-CreateCoredumpOnCrash",
                "-Xlog:disable",
                "-Xlog:all=error:stderr",
                "-Xms8m",
                "-Xmx256m"));
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(option -> option.startsWith(CLASS_ARCHIVE))
        .forEach(command::add);
    command.add(main.getName());
    return List.copyOf(command);
  }

  static Child start(List<String> command, TrialTask task, TrialLimits limits) throws IOException {
    Path scratch = Files.createTempDirectory("linnet-trial");
    List<String> full = new ArrayList<>(command);
    full.add(1, "-Djava.io.tmpdir=" + scratch);
    full.add(1, "-XX:ErrorFile=" + scratch.resolve("crash.log"));
    String nativePath = System.getProperty(NATIVE_PATH);
    if (nativePath != null) {
      full.add(1, "-D" + NATIVE_PATH + "=" + nativePath);
    }
    ProcessBuilder builder =
        new ProcessBuilder(confined(full, limits))
            .directory(scratch.toFile())
            .redirectError(ProcessBuilder.Redirect.DISCARD);
    handOnClassPath(builder.environment());
    Process process;
    try {
      process = builder.start();
    } catch (IOException e) {
      delete(scratch);
      throw e;
    }
    Child child = new Child(process, scratch);
    child.tell(task);
    return child;
  }

  /**
   * The kernel refuses the child memory far beyond its limit at once, and keeps no image of a
   * crash; what lies between is for {@link #brokenLimit}, which looks now and then. Written memory
   * is limited and not address space, of which Java takes much that it never touches.
   */
  private static List<String> confined(List<String> command, TrialLimits limits) {
    if (!Files.isExecutable(SHELL)) {
      return command;
    }
    long kib = (limits.memoryBytes() + UNTOUCHED_BYTES) / 1024;
    List<String> full = new ArrayList<>();
    full.add(SHELL.toString());
    full.add("-c");
    full.add("ulimit -c 0; ulimit -d " + kib + "; exec \"$@\"");
    full.add("trial");
    full.addAll(command);
    return full;
  }

  /**
   * The class path goes by the environment, since the telemetry of ONNX Runtime 1.29.0 crashes a
   * process whose command line is longer than about 4,000 characters. It is turned off as well.
   */
  static void handOnClassPath(Map<String, String> environment) {
    environment.put("CLASSPATH", System.getProperty("java.class.path"));
    environment.put("ORT_DISABLE_TELEMETRY", "1");
  }

  /** The stream stays open: its end tells the child that this process is gone. */
  private void tell(TrialTask task) {
    try {
      OutputStream stdin = process.getOutputStream();
      stdin.write((task.toJson() + "\n").getBytes(StandardCharsets.UTF_8));
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
          Boolean.TRUE.equals(said.passed()), said.text(), took, peakBytes, said.figures());
    }
    String reason = broken == null ? ended(process.exitValue()) : broken;
    return new TrialResult(false, reason + " while " + output.step(), took, peakBytes, null);
  }

  private @Nullable String brokenLimit(TrialLimits limits, long deadline) {
    long resident = status("VmRSS:").orElse(0L) * 1024;
    peakBytes = Math.max(peakBytes, resident);
    if (status("Threads:").orElse(0L) > limits.threads()) {
      return "trial child started more than " + limits.threads() + " threads";
    }
    if (resident > limits.memoryBytes()) {
      return "trial child needed more than "
          + limits.memoryBytes() / 1024 / 1024
          + " MiB of memory";
    }
    if (System.nanoTime() - deadline > 0) {
      return "trial child took longer than " + limits.time().toMillis() / 1000.0 + " s";
    }
    return null;
  }

  private Optional<Long> status(String field) {
    try (Stream<String> lines = Files.lines(Path.of("/proc/" + process.pid() + "/status"))) {
      return lines
          .filter(line -> line.startsWith(field))
          .findFirst()
          .map(line -> Long.parseLong(line.replaceAll("[^0-9]", "")));
    } catch (IOException | RuntimeException e) {
      return Optional.empty(); // It has ended, or this system has no such file.
    }
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
    process.destroyForcibly();
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
    } catch (IOException e) {
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
