package dev.linnet.daemon.command;

import dev.linnet.daemon.UserError;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.stream.Stream;

/** A directory of this user alone that goes with the command, also where Ctrl-C ends it. */
final class ScratchDirectory implements AutoCloseable {
  /** While the process ends, files are still written, and are met in the next round. */
  private static final int ROUNDS = 10;

  private final Path path;
  private final Thread atExit;

  private ScratchDirectory(Path path) {
    this.path = path;
    this.atExit = new Thread(this::delete, "scratch");
  }

  /** Makes one where {@code TMPDIR} says, or else where Java makes such directories. */
  static ScratchDirectory make(Map<String, String> environment) {
    String parent = environment.getOrDefault("TMPDIR", "");
    String place = parent.isEmpty() ? System.getProperty("java.io.tmpdir") : parent;
    try {
      ScratchDirectory made =
          new ScratchDirectory(Files.createTempDirectory(Path.of(place), "linnet-pull"));
      Runtime.getRuntime().addShutdownHook(made.atExit);
      return made;
    } catch (IOException e) {
      throw new UserError(
          UserError.FAILED,
          place + ": no directory can be made there; name another place with TMPDIR",
          e);
    }
  }

  Path path() {
    return path;
  }

  @Override
  public void close() {
    delete();
    try {
      Runtime.getRuntime().removeShutdownHook(atExit);
    } catch (IllegalStateException e) {
      // The process ends: it deletes once more, and finds nothing.
    }
  }

  private void delete() {
    for (int round = 0; round < ROUNDS && Files.exists(path); round++) {
      try (Stream<Path> files = Files.walk(path)) {
        files.sorted(Comparator.reverseOrder()).forEach(ScratchDirectory::deleteFile);
      } catch (IOException | UncheckedIOException e) {
        // What is left is met in the next round.
      }
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
