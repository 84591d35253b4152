package dev.linnet.testmesh;

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
}
