package dev.linnet.daemon.packing;

import dev.linnet.daemon.UserError;
import dev.linnet.testmesh.FuzzFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file that is said to be an exported model is refused in one line, or read to its chunks. */
public final class ArchiveFuzz {
  private static final Path FILE = FuzzFiles.file("model.linnet");

  private ArchiveFuzz() {}

  /** Called by the fuzzer with each input. */
  public static void fuzzerTestOneInput(byte[] input) throws IOException {
    Files.write(FILE, input);
    try (ModelArchive archive = ModelArchive.open(FILE)) {
      int chunks = archive.manifest().files().stream().mapToInt(file -> file.chunks().size()).sum();
      for (int index = 0; index < chunks; index++) {
        archive.read(index);
      }
    } catch (UserError refused) {
      if (String.valueOf(refused.getMessage()).contains("\n")) {
        throw new AssertionError("more than a line", refused);
      }
    }
  }
}
