package dev.linnet.simulator.workload;

import dev.linnet.core.model.ChunkRef;
import dev.linnet.core.model.Manifest;
import dev.linnet.core.model.ModelFile;
import dev.linnet.core.model.ModelName;
import dev.linnet.core.trust.Digest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;

/** A model of so many chunks, all of one size, that only its holders give. */
final class SwarmModel {
  private static final int CHUNK_BYTES = 256 * 1024;

  private SwarmModel() {}

  static Manifest of(int count) {
    List<ChunkRef> chunks =
        IntStream.range(0, count)
            .mapToObj(i -> new ChunkRef(digest("chunk " + i), CHUNK_BYTES))
            .toList();
    ModelFile file =
        new ModelFile("model.onnx", (long) CHUNK_BYTES * count, digest("file"), chunks);
    return new Manifest(
        digest("manifest"),
        new ModelName("model"),
        "1",
        null,
        file.path(),
        List.of(file),
        List.of(),
        List.of(),
        17,
        8,
        0,
        0,
        0);
  }

  private static Digest digest(String text) {
    return Digest.of(text.getBytes(StandardCharsets.UTF_8));
  }
}
