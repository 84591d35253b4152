package dev.linnet.daemon.trial;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

/**
 * Runs a child by {@code bwrap}, in namespaces of its own: it sees the system's libraries, Java and
 * what it is given, all to be read alone; it writes nowhere but to a {@code /tmp} in memory; it has
 * no network, no capability and no way to one, sees no process but those that it starts, and ends
 * with its parent and they with it.
 */
final class Bubblewrap {
  /** Where the child may write. */
  static final Path TMP = Path.of("/tmp");

  /** Counted as memory of no process; ONNX Runtime unpacks 28 MB there if nobody did before. */
  private static final int TMP_BYTES = 128 << 20;

  private static final Path SYSTEM = Path.of("/usr");
  private static final String NOBODY = "65534";
  private static final long PATIENCE_SECONDS = 30;

  private static final List<String> NAMESPACES =
      List.of(
          "--unshare-user",
          "--disable-userns",
          "--unshare-pid",
          "--unshare-net",
          "--unshare-ipc",
          "--unshare-uts",
          "--unshare-cgroup-try");

  private static final List<String> RIGHTS =
      List.of(
          "--cap-drop",
          "ALL",
          "--uid",
          NOBODY,
          "--gid",
          NOBODY,
          "--die-with-parent",
          "--new-session");

  /** All of it is read-only at the end but for {@link #TMP}. */
  private static final List<String> ROOM =
      List.of(
          "--proc",
          "/proc",
          "--dev",
          "/dev",
          "--size",
          Integer.toString(TMP_BYTES),
          "--tmpfs",
          TMP.toString(),
          "--ro-bind",
          SYSTEM.toString(),
          SYSTEM.toString(),
          "--ro-bind-try",
          "/etc/ld.so.cache",
          "/etc/ld.so.cache",
          "--ro-bind-try",
          "/sys/devices/system/cpu",
          "/sys/devices/system/cpu");

  private static final List<String> CLOSED =
      List.of("--remount-ro", "/dev", "--remount-ro", "/", "--chdir", TMP.toString());

  private final Path program;
  private final SortedSet<Path> own;

  /**
   * Around children of this process.
   *
   * @param own what each of them reads, see {@link OwnFiles}
   */
  Bubblewrap(Path program, SortedSet<Path> own) {
    this.program = program;
    this.own = own;
  }

  /**
   * The command that runs {@code command} shut in.
   *
   * @param readable what it may read besides, at the same paths
   */
  List<String> around(List<String> command, Collection<Path> readable) throws IOException {
    List<String> full = new ArrayList<>();
    full.add(program.toString());
    full.addAll(NAMESPACES);
    full.addAll(RIGHTS);
    full.addAll(ROOM);
    for (String name : List.of("lib", "lib64")) {
      full.addAll(library(Path.of("/", name)));
    }
    SortedSet<Path> paths = new TreeSet<>(own);
    for (Path path : readable) {
      OwnFiles.add(paths, path);
    }
    for (Path path : outermost(paths)) {
      full.addAll(List.of("--ro-bind-try", path.toString(), path.toString()));
    }
    full.addAll(CLOSED);
    full.add("--");
    full.addAll(command);
    return full;
  }

  /** A link into {@code /usr}, or on older systems a directory. */
  private static List<String> library(Path path) throws IOException {
    if (Files.isSymbolicLink(path)) {
      return List.of("--symlink", Files.readSymbolicLink(path).toString(), path.toString());
    }
    return List.of("--ro-bind-try", path.toString(), path.toString());
  }

  /** Those that lie in no other, and are not there already. */
  private static List<Path> outermost(SortedSet<Path> paths) {
    List<Path> kept = new ArrayList<>(List.of(SYSTEM));
    for (Path path : paths) {
      if (kept.stream().noneMatch(path::startsWith)) {
        kept.add(path);
      }
    }
    return kept.subList(1, kept.size());
  }

  /** Why no child can run so on this machine; empty if Java started in it and ended. */
  Optional<String> failure() {
    Process process;
    try {
      List<String> java = new ChildCommand(TrialMain.class).java(TMP);
      java.add(1, "-version");
      process = ChildCommand.prepared(around(java, List.of())).redirectErrorStream(true).start();
    } catch (IOException e) {
      return Optional.of(program + " could not be started (" + e.getMessage() + ")");
    }
    try {
      process.getOutputStream().close();
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        return Optional.of(program + " did nothing for " + PATIENCE_SECONDS + " s");
      }
      return process.exitValue() == 0 ? Optional.empty() : Optional.of(words(process));
    } catch (IOException e) {
      return Optional.of(program + " could not be asked (" + e.getMessage() + ")");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.of("the node is stopping");
    } finally {
      process.destroyForcibly();
    }
  }

  private String words(Process process) throws IOException {
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return said.lines()
        .filter(line -> !line.isBlank())
        .findFirst()
        .map(String::strip)
        .orElse(program + " ended with exit code " + process.exitValue());
  }
}
