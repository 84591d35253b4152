package dev.linnet.simulator.result;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where the plots of a result lie. */
public final class PlotFiles {
  private PlotFiles() {}

  /** The directory for them, without those of an earlier call, which may be of other figures. */
  public static Path emptied(Path result) throws IOException {
    Path directory = Files.createDirectories(result.resolve("plots"));
    try (var earlier = Files.newDirectoryStream(directory, "*.svg")) {
      for (Path plot : earlier) {
        Files.delete(plot);
      }
    }
    return directory;
  }
}
