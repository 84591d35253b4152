package dev.linnet.bench.swarm;

import dev.linnet.testmesh.Shell;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** Programs that the bench runs and does not bring along. */
final class Tools {
  /** A program of Debian: what runs, and the package that it comes in. */
  private record Tool(String executable, String debian) {}

  private static final List<Tool> FOR_NETWORKS =
      List.of(new Tool("ip", "iproute2"), new Tool("tc", "iproute2"), new Tool("curl", "curl"));

  private static final Map<String, Tool> PROGRAMS =
      Map.of(
          "aria2", new Tool("aria2c", "aria2"),
          "nginx", new Tool("nginx", "nginx-light"),
          "casync", new Tool("casync", "casync"),
          "zstd", new Tool("zstd", "zstd"),
          "xdelta3", new Tool("xdelta3", "xdelta3"),
          "openssl", new Tool("openssl", "openssl"));

  /** Debian's own, which its package of libtorrent is made for. */
  static final String PYTHON = "/usr/bin/python3";

  private Tools() {}

  /** Fails with one sentence that names all that is missing and what to install. */
  static void require(List<String> programs) {
    List<Tool> needed = new ArrayList<>(FOR_NETWORKS);
    programs.forEach(program -> Optional.ofNullable(PROGRAMS.get(program)).ifPresent(needed::add));
    TreeSet<String> missing = new TreeSet<>();
    TreeSet<String> packages = new TreeSet<>();
    for (Tool tool : needed) {
      if (!isOnPath(tool.executable)) {
        missing.add(tool.executable);
        packages.add(tool.debian);
      }
    }
    if (programs.contains("libtorrent") && !hasLibtorrent()) {
      missing.add("libtorrent for " + PYTHON);
      packages.add("python3-libtorrent");
    }
    if (!missing.isEmpty()) {
      throw new IllegalStateException(
          "not on this machine: %s; apt-get install %s"
              .formatted(String.join(", ", missing), String.join(" ", packages)));
    }
    if (!Shell.run("id", "-u").strip().equals("0")) {
      throw new IllegalStateException("network namespaces need root: run it as root");
    }
  }

  private static boolean isOnPath(String program) {
    return List.of(System.getenv("PATH").split(File.pathSeparator)).stream()
        .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
  }

  private static boolean hasLibtorrent() {
    return Files.isExecutable(Path.of(PYTHON))
        && Shell.succeeds(List.of(PYTHON, "-c", "import libtorrent"));
  }
}
