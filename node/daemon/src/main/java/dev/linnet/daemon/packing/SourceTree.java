package dev.linnet.daemon.packing;

import dev.linnet.daemon.UserError;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Predicate;

/** The files of a directory that make a model, of which hidden ones are none. Links are refused. */
final class SourceTree {
  /** As many as a manifest may name. */
  private static final int MAX_FILES = 1_000;

  private SourceTree() {}

  /**
   * The paths below {@code root} that {@code belong}, with {@code /} between their parts, sorted.
   *
   * @throws UserError if one is a link or no ordinary file, or there are too many
   */
  static SortedSet<String> paths(Path root, Predicate<String> belong) throws IOException {
    SortedSet<String> paths = new TreeSet<>();
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
            return !directory.equals(root) && isHidden(directory)
                ? FileVisitResult.SKIP_SUBTREE
                : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            String path = root.relativize(file).toString();
            if (!isHidden(file) && belong.test(path)) {
              requireOrdinary(root, file);
              paths.add(path);
            }
            if (paths.size() > MAX_FILES) {
              throw new UserError(
                  UserError.FAILED,
                  "model "
                      + root
                      + " holds more than "
                      + MAX_FILES
                      + " files: push a directory that holds the model alone");
            }
            return FileVisitResult.CONTINUE;
          }
        });
    return paths;
  }

  /** Refuses anything but a file with content of its own. */
  static void requireOrdinary(Path root, Path file) {
    requireNoLink(root, file);
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      throw new UserError(
          UserError.FAILED,
          "model " + root + ": " + root.relativize(file) + " is not an ordinary file");
    }
  }

  static void requireNoLink(Path root, Path file) {
    if (Files.isSymbolicLink(file)) {
      throw new UserError(
          UserError.FAILED,
          "model " + root + ": " + root.relativize(file) + " is a link: put the file itself there");
    }
  }

  private static boolean isHidden(Path path) {
    return path.getFileName().toString().startsWith(".");
  }
}
