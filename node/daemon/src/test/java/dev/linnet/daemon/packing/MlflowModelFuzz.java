package dev.linnet.daemon.packing;

import dev.linnet.daemon.UserError;
import dev.linnet.documents.DocumentException;
import dev.linnet.testmesh.FuzzFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Whatever lies in a directory as {@code MLmodel}: an ONNX file inside, or refused in one line that
 * names the directory.
 */
public final class MlflowModelFuzz {
  private static final Path DIRECTORY = withModel();
  private static final Path FILE = DIRECTORY.resolve(MlflowModel.FILE);

  private MlflowModelFuzz() {}

  /** Called by the fuzzer with each input. */
  public static void fuzzerTestOneInput(byte[] input) throws IOException {
    Files.write(FILE, input);
    try {
      Path model = MlflowModel.find(DIRECTORY).modelFile();
      if (!model.startsWith(DIRECTORY) || !Files.isRegularFile(model)) {
        throw new AssertionError("not a file inside: " + model);
      }
    } catch (UserError | DocumentException refused) {
      String said = String.valueOf(refused.getMessage());
      if (!said.contains(DIRECTORY.toString()) || said.contains("\n")) {
        throw new AssertionError("not a line that names the directory: " + said, refused);
      }
    }
  }

  private static Path withModel() {
    try {
      Path directory = FuzzFiles.directory(MlflowModel.FILE, Source.MODEL);
      Files.createFile(directory.resolve(Source.MODEL));
      return directory;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
