package dev.linnet.soak;

import dev.linnet.testmesh.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What Linux tells of a process; -1 if it is gone. */
final class Proc {
  private Proc() {}

  /** A limit of the kernel's that a process can be put under while it runs. */
  enum Limit {
    FILES("nofile", "Max open files"),
    SPACE("as", "Max address space");

    private final String option;
    private final String row;

    Limit(String option, String row) {
      this.option = option;
      this.row = row;
    }

    /** What the process may raise it to; empty if it is gone. */
    String hard(long pid) {
      try {
        return Files.readAllLines(Path.of("/proc/" + pid + "/limits")).stream()
            .filter(line -> line.startsWith(row))
            .map(line -> line.substring(row.length()).strip().split(" +", -1)[1])
            .findFirst()
            .orElse("");
      } catch (IOException e) {
        return "";
      }
    }

    /** Nothing happens if the process is gone. */
    void set(long pid, String value) {
      Shell.succeeds(List.of("prlimit", "--pid", "" + pid, "--" + option + "=" + value + ":"));
    }
  }

  static long descriptors(long pid) {
    try (Stream<Path> all = Files.list(fd(pid))) {
      return all.count();
    } catch (IOException e) {
      return -1;
    }
  }

  /** What each open descriptor leads to, as {@code socket:[4711]} or a path. */
  static List<String> opened(long pid) {
    try (Stream<Path> all = Files.list(fd(pid))) {
      return all.flatMap(Proc::target).toList();
    } catch (IOException e) {
      return List.of();
    }
  }

  private static Path fd(long pid) {
    return Path.of("/proc/" + pid + "/fd");
  }

  /** Empty if it was closed meanwhile. */
  private static Stream<String> target(Path descriptor) {
    try {
      return Stream.of(Files.readSymbolicLink(descriptor).toString());
    } catch (IOException e) {
      return Stream.empty();
    }
  }

  static long residentBytes(long pid) {
    return status(pid, "VmRSS:");
  }

  static long addressSpaceBytes(long pid) {
    return status(pid, "VmSize:");
  }

  private static long status(long pid, String name) {
    try {
      for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/status"))) {
        if (line.startsWith(name)) {
          return 1024 * Long.parseLong(line.replaceAll("[^0-9]", ""));
        }
      }
      return -1;
    } catch (IOException e) {
      return -1;
    }
  }
}
