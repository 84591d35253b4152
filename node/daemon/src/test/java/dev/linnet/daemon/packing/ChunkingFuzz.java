package dev.linnet.daemon.packing;

import dev.linnet.core.model.ModelFile;
import dev.linnet.testmesh.FuzzFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Wherever a model says that its tensors lie, its chunks make the file, each within its bounds. */
public final class ChunkingFuzz {
  private static final int TIMES = 2_000;
  private static final int SPAN_BYTES = 8;
  private static final int MOST_SPANS = 16;
  private static final Path FILE = FuzzFiles.file("weights.bin");

  private ChunkingFuzz() {}

  /** Called by the fuzzer with each input, whose beginning also says where tensors lie. */
  public static void fuzzerTestOneInput(byte[] input) throws IOException {
    byte[] file = new byte[input.length * TIMES % 600_000];
    for (int at = 0; at < file.length; at++) {
      file[at] = (byte) (input[at % input.length] * (at / input.length + 1));
    }
    Files.write(FILE, file);
    List<Span> tensors = new ArrayList<>();
    for (int at = 0; at + SPAN_BYTES <= input.length && tensors.size() < MOST_SPANS; ) {
      tensors.add(new Span(number(input, at), number(input, at + 4)));
      at += SPAN_BYTES;
    }
    ModelFile cut = Chunking.cut(FILE, "file", Stretch.of(file.length, tensors, Grain.FINEST));
    long sum = 0;
    for (var chunk : cut.chunks()) {
      if (chunk.sizeBytes() < 1 || chunk.sizeBytes() > Grain.MAX_BYTES) {
        throw new AssertionError("a chunk of " + chunk.sizeBytes());
      }
      sum += chunk.sizeBytes();
    }
    if (sum != file.length) {
      throw new AssertionError("chunks of " + sum + " bytes make a file of " + file.length);
    }
  }

  private static long number(byte[] input, int at) {
    return (input[at] << 24)
        + ((input[at + 1] & 0xff) << 16)
        + ((input[at + 2] & 0xff) << 8)
        + (input[at + 3] & 0xff);
  }
}
