package dev.linnet.testmesh;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * A main class in a Java process of its own, with the class path of this one. However this process
 * ends, short of SIGKILL, its children end with it.
 */
public final class JavaProcess {
  private static final Set<JavaProcess> RUNNING = ConcurrentHashMap.newKeySet();

  static {
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(() -> RUNNING.forEach(JavaProcess::reap), "reaper of child processes"));
  }

  private final Process process;
  private final Set<ProcessHandle> family = new LinkedHashSet<>();

  private JavaProcess(Process process) {
    this.process = process;
  }

  /**
   * Starts a process.
   *
   * @param directory where it runs and keeps its temporary files
   * @param log its output is added to the end of this file
   * @param jvmOptions such as {@code -Xmx64m}
   */
  public static JavaProcess start(
      String mainClass, List<String> arguments, List<String> jvmOptions, Path directory, Path log) {
    Path temporary = directory.resolve("tmp");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Djava.io.tmpdir=" + temporary.toAbsolutePath());
    command.addAll(jvmOptions);
    command.add(mainClass);
    command.addAll(arguments);
    try {
      Files.createDirectories(temporary);
      ProcessBuilder builder =
          new ProcessBuilder(command)
              .directory(directory.toFile())
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
      handOnClassPath(builder);
      JavaProcess started = new JavaProcess(builder.start());
      RUNNING.add(started);
      return started;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start " + mainClass, e);
    }
  }

  /**
   * Gives a Java process the class path of this one, its jars first, but not on its command line:
   * the telemetry of ONNX Runtime 1.29.0 crashes its process if that is longer than about 4,000
   * characters. It is turned off as well: a test calls nobody.
   */
  static void handOnClassPath(ProcessBuilder builder) {
    builder.environment().put("CLASSPATH", ClassArchive.classPath());
    builder.environment().put("ORT_DISABLE_TELEMETRY", "1");
  }

  public long pid() {
    return process.pid();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** The exit code of a process that has ended. */
  public int exitCode() {
    return process.exitValue();
  }

  /** SIGKILL to this process alone, as an out-of-memory killer does; its children live on. */
  public void kill9() {
    rememberFamily();
    process.destroyForcibly();
    await(Duration.ofSeconds(10));
  }

  /** SIGTERM, and SIGKILL if it has not ended in time. Returns whether the first was enough. */
  public boolean stop(Duration grace) {
    rememberFamily();
    process.destroy();
    boolean ended = await(grace);
    reap();
    return ended;
  }

  /** SIGKILL to this process and to all that it started, also before an earlier end. */
  public synchronized void reap() {
    rememberFamily();
    process.destroyForcibly();
    family.forEach(ProcessHandle::destroyForcibly);
    await(Duration.ofSeconds(10));
    RUNNING.remove(this);
  }

  /** Stops many at once, which takes as long as the slowest. */
  public static void stopAll(Collection<JavaProcess> processes, Duration grace) {
    processes.forEach(JavaProcess::rememberFamily);
    processes.forEach(each -> each.process.destroy());
    long deadline = System.nanoTime() + grace.toNanos();
    for (JavaProcess each : processes) {
      each.await(Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
      each.reap();
    }
  }

  private synchronized void rememberFamily() {
    process.descendants().forEach(family::add);
  }

  private boolean await(Duration timeout) {
    try {
      return process.waitFor(timeout.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
