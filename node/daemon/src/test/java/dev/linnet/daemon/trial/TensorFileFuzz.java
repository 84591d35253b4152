package dev.linnet.daemon.trial;

import dev.linnet.daemon.serving.InferenceException;
import dev.linnet.testmesh.FuzzFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The data of a golden test is read, or refused in words. */
public final class TensorFileFuzz {
  private static final Path FILE = FuzzFiles.file("input_0.pb");

  private TensorFileFuzz() {}

  /** Called by the fuzzer with each input. */
  public static void fuzzerTestOneInput(byte[] input) throws IOException {
    Files.write(FILE, input);
    try {
      TensorFile.read(FILE, "x");
    } catch (IOException | InferenceException refused) {
      if (String.valueOf(refused.getMessage()).isBlank()) {
        throw new AssertionError("refused without a reason", refused);
      }
    }
  }
}
