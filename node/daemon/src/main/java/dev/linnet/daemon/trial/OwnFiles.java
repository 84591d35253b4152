package dev.linnet.daemon.trial;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;

/** What every child of this process reads: its Java, its class path and its archive of classes. */
final class OwnFiles {
  /** Of Java's directories, those in which Debian links to files below {@code /etc}. */
  private static final List<String> WITH_LINKS = List.of("conf", "lib");

  private OwnFiles() {}

  static SortedSet<Path> find() throws IOException {
    SortedSet<Path> paths = new TreeSet<>();
    Path java = Path.of(System.getProperty("java.home"));
    add(paths, java);
    for (String name : WITH_LINKS) {
      for (Path link : links(java.resolve(name))) {
        add(paths, link);
      }
    }
    for (Path path : ChildCommand.classPath()) {
      add(paths, path);
    }
    return paths;
  }

  private static List<Path> links(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(directory)) {
      return files.filter(Files::isSymbolicLink).toList();
    }
  }

  /** As it is called and as it is, if it is there: a link on the way leads to the other. */
  static void add(SortedSet<Path> paths, Path path) throws IOException {
    if (Files.exists(path)) {
      paths.add(path.toAbsolutePath().normalize());
      paths.add(path.toRealPath());
    }
  }
}
