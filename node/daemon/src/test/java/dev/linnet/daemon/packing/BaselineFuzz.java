package dev.linnet.daemon.packing;

import dev.linnet.daemon.packing.OnnxModel.Value;
import dev.linnet.daemon.packing.Source.Extent;
import dev.linnet.documents.DocumentException;
import dev.linnet.testmesh.FuzzFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** How a model's tensors are distributed is read, or refused in one line that names the file. */
public final class BaselineFuzz {
  private static final Path DIRECTORY = FuzzFiles.directory(BaselineFile.NAME);
  private static final Path FILE = DIRECTORY.resolve(BaselineFile.NAME);
  private static final Source SOURCE =
      new Source(DIRECTORY, DIRECTORY, Source.MODEL, "m", null, Extent.ALL);
  private static final OnnxModel MODEL =
      new OnnxModel(
          8,
          17,
          List.of(new Value("x", ElementType.FP32, List.of(-1L, 4L))),
          List.of(
              new Value("y", ElementType.FP32, List.of(-1L, 4L)),
              new Value("label", ElementType.BYTES, List.of(-1L))),
          List.of(),
          List.of(),
          Map.of());

  private BaselineFuzz() {}

  /** Called by the fuzzer with each input. */
  public static void fuzzerTestOneInput(byte[] input) throws IOException {
    Files.write(FILE, input);
    try {
      BaselineFile.read(SOURCE, MODEL);
    } catch (DocumentException refused) {
      String said = String.valueOf(refused.getMessage());
      if (!said.startsWith(FILE.toString()) || said.contains("\n")) {
        throw new AssertionError("not a line that names the file: " + said, refused);
      }
    }
  }
}
