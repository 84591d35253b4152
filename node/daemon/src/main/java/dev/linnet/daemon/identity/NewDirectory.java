package dev.linnet.daemon.identity;

import dev.linnet.daemon.UserError;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A directory that appears with all of its files or not at all. */
final class NewDirectory {
  /** Fills a directory that nobody else sees yet. */
  @FunctionalInterface
  interface Filling {
    void fill(Path directory) throws IOException;
  }

  private NewDirectory() {}

  /** Fills a temporary sibling and renames it to {@code directory}, which is empty or absent. */
  static void create(Path directory, Filling filling) {
    Path target = directory.toAbsolutePath().normalize();
    try {
      Path parent = target.getParent();
      if (parent == null) {
        throw new UserError(UserError.USAGE, directory + ": name a directory below it");
      }
      Files.createDirectories(parent);
      Path temp = Secrets.createTempDirectory(parent, "." + target.getFileName() + ".");
      try {
        filling.fill(temp);
        Secrets.move(temp, target);
      } finally {
        deleteIfExists(temp);
      }
    } catch (IOException e) {
      throw new UserError(
          UserError.FAILED,
          directory + ": cannot write there (" + e.getClass().getSimpleName() + ")",
          e);
    }
  }

  static boolean isEmptyDirectory(Path directory) {
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
      return !entries.iterator().hasNext();
    } catch (IOException e) {
      return false;
    }
  }

  /** Deletes a directory with all that is in it. */
  static void deleteIfExists(Path directory) throws IOException {
    if (!Files.exists(directory)) {
      return;
    }
    List<Path> all;
    try (Stream<Path> walk = Files.walk(directory)) {
      all = walk.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : all) {
      Files.delete(path);
    }
  }
}
