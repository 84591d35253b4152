package dev.linnet.daemon.packing;

import dev.linnet.daemon.UserError;
import dev.linnet.testmesh.FuzzFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A model's file is read, or refused in one line. */
public final class OnnxFuzz {
  private static final Path FILE = FuzzFiles.file(Source.MODEL);

  private OnnxFuzz() {}

  /** Called by the fuzzer with each input. */
  public static void fuzzerTestOneInput(byte[] input) throws IOException {
    Files.write(FILE, input);
    try {
      OnnxReader.read(FILE);
    } catch (UserError refused) {
      if (String.valueOf(refused.getMessage()).contains("\n")) {
        throw new AssertionError("more than a line", refused);
      }
    }
  }
}
