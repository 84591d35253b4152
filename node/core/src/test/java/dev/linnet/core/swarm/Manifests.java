package dev.linnet.core.swarm;

import dev.linnet.core.model.ChunkRef;
import dev.linnet.core.model.Manifest;
import dev.linnet.core.model.ModelFile;
import dev.linnet.core.model.ModelName;
import dev.linnet.core.trust.Digest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Manifests of one file over made-up chunks. */
final class Manifests {
  static final int CHUNK_BYTES = 256 * 1024;

  private Manifests() {}

  static Manifest of(String name, int chunkCount, @Nullable String origin) {
    return over(
        name,
        origin,
        IntStream.range(0, chunkCount).mapToObj(i -> digest(name + " chunk " + i)).toList());
  }

  static Manifest over(String name, @Nullable String origin, List<Digest> chunks) {
    ModelFile file =
        new ModelFile(
            "model.onnx",
            (long) CHUNK_BYTES * chunks.size(),
            digest(name + " file"),
            chunks.stream().map(chunk -> new ChunkRef(chunk, CHUNK_BYTES)).toList());
    return new Manifest(
        digest(name),
        new ModelName(name),
        "1",
        origin,
        "model.onnx",
        List.of(file),
        List.of(),
        List.of(),
        17,
        8,
        0,
        1e-3,
        1e-7);
  }

  static Digest digest(String text) {
    return Digest.of(text.getBytes(StandardCharsets.UTF_8));
  }
}
