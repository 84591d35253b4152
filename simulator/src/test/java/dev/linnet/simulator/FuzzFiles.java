package dev.linnet.simulator;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Files that fuzz targets write their inputs to; they go when the process ends. */
public final class FuzzFiles {
  private FuzzFiles() {}

  /** A file in a directory of its own. */
  public static Path file(String name) {
    return directory(name).resolve(name);
  }

  /** A directory in which nothing but these files will be. */
  public static Path directory(String... files) {
    try {
      Path directory = Files.createTempDirectory("linnet-fuzz");
      directory.toFile().deleteOnExit();
      for (String file : files) {
        directory.resolve(file).toFile().deleteOnExit();
      }
      return directory;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Requires a refusal of one line that begins with what it is about. */
  public static void requireLine(String start, RuntimeException refused) {
    String said = String.valueOf(refused.getMessage());
    if (!said.startsWith(start) || said.contains("\n")) {
      throw new AssertionError("not a line that begins with " + start + ": " + said, refused);
    }
  }
}
