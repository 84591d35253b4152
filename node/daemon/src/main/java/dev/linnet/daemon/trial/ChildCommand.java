package dev.linnet.daemon.trial;

import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How a child is started: this Java, this class path and its archive of classes, a small heap, and
 * no time spent on compiling well. What it prints is for its parent, so Java itself is silent.
 */
final class ChildCommand {
  private static final String NATIVE_PATH = "onnxruntime.native.path";
  private static final String CLASS_ARCHIVE = "-XX:SharedArchiveFile=";
  private static final Path SHELL = Path.of("/bin/sh");

  /** Written memory that a process may have without holding it: stacks, parts of the heap. */
  private static final long UNTOUCHED_BYTES = 512L * 1024 * 1024;

  /** What of the environment a child is told: nothing that could be a secret. */
  private static final Set<String> ENVIRONMENT =
      Set.of("LANG", "LC_ALL", "LD_LIBRARY_PATH", "MALLOC_ARENA_MAX", "PATH", "TZ");

  private final Class<?> main;

  ChildCommand(Class<?> main) {
    this.main = main;
  }

  /**
   * Ready to be started.
   *
   * @param scratch an empty directory of the child's own
   * @param sandbox what shuts it in; null if nothing does
   */
  ProcessBuilder builder(
      TrialTask task, TrialLimits limits, Path scratch, @Nullable Bubblewrap sandbox)
      throws IOException {
    List<String> command = java(sandbox == null ? scratch : Bubblewrap.TMP);
    if (sandbox != null) {
      List<Path> readable = new ArrayList<>(task.directories());
      natives().ifPresent(readable::add);
      command = sandbox.around(command, readable);
    }
    return prepared(confined(command, limits)).directory(scratch.toFile());
  }

  /**
   * The class path goes by the environment, since the telemetry of ONNX Runtime 1.29.0 crashes a
   * process whose command line is longer than about 4,000 characters. It is turned off as well.
   */
  static ProcessBuilder prepared(List<String> command) {
    ProcessBuilder builder = new ProcessBuilder(command);
    Map<String, String> environment = builder.environment();
    environment.keySet().retainAll(ENVIRONMENT);
    environment.put("CLASSPATH", System.getProperty("java.class.path"));
    environment.put("ORT_DISABLE_TELEMETRY", "1");
    return builder;
  }

  /** Java alone, which writes below {@code tmp} if at all. */
  List<String> java(Path tmp) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Djava.io.tmpdir=" + tmp,
                "-XX:ErrorFile=" + tmp.resolve("crash.log"),
                "-XX:TieredStopAtLevel=1",
                "-Xshare:auto",
                "-XX:+UseSerialGC",
                "-XX:-UsePerfData",
                "-XX:-CreateCoredumpOnCrash",
                "-Xlog:disable",
                "-Xlog:all=error:stderr",
                "-Xms8m",
                "-Xmx256m"));
    natives().ifPresent(path -> command.add("-D" + NATIVE_PATH + "=" + path));
    classArchive().ifPresent(path -> command.add(CLASS_ARCHIVE + path));
    command.add(main.getName());
    return command;
  }

  /**
   * The kernel refuses the child memory far beyond its limit at once, and keeps no image of a
   * crash; what lies between is for {@link Child}, which looks now and then. Written memory is
   * limited and not address space, of which Java takes much that it never touches.
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

  /** Where ONNX Runtime's library was unpacked. */
  private static Optional<Path> natives() {
    return Optional.ofNullable(System.getProperty(NATIVE_PATH)).map(Path::of);
  }

  /** All that a child reads before it is told of a model. */
  static List<Path> classPath() {
    String[] entries = System.getProperty("java.class.path").split(File.pathSeparator);
    return Stream.concat(Stream.of(entries).map(Path::of), classArchive().stream()).toList();
  }

  private static Optional<Path> classArchive() {
    return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(option -> option.startsWith(CLASS_ARCHIVE))
        .map(option -> Path.of(option.substring(CLASS_ARCHIVE.length())))
        .findFirst();
  }
}
