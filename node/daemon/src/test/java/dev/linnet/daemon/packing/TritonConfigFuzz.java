package dev.linnet.daemon.packing;

import dev.linnet.daemon.UserError;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Whatever lies in a model's directory as Triton's configuration: served, or not in one line. */
public final class TritonConfigFuzz {
  private static final Path DIRECTORY = temporary();
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

  private static Path temporary() {
    try {
      Path directory = Files.createTempDirectory("linnet-fuzz");
      directory.toFile().deleteOnExit();
      directory.resolve(TritonConfig.FILE).toFile().deleteOnExit();
      return directory;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
