package dev.linnet.daemon.packing;

import dev.linnet.daemon.UserError;
import dev.linnet.testmesh.FuzzFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Whatever lies in a model's directory as Triton's configuration: served, or not in one line. */
public final class TritonConfigFuzz {
  private static final Path DIRECTORY = FuzzFiles.directory(TritonConfig.FILE);
  private static final Path FILE = DIRECTORY.resolve(TritonConfig.FILE);

  private TritonConfigFuzz() {}

  /** Called by the fuzzer with each input. */
  public static void fuzzerTestOneInput(byte[] input) throws IOException {
    Files.write(FILE, input);
    try {
      String problem = TritonConfig.read(DIRECTORY).problem();
      if (problem != null) {
        throw Source.refused(DIRECTORY, problem);
      }
    } catch (UserError refused) {
      String said = String.valueOf(refused.getMessage());
      if (!said.contains(TritonConfig.FILE) || said.contains("\n")) {
        throw new AssertionError("not a line that names the file: " + said, refused);
      }
    }
  }
}
