package dev.linnet.daemon.store;

import dev.linnet.core.model.ChunkRef;
import dev.linnet.core.model.Manifest;
import dev.linnet.core.model.ManifestJson;
import dev.linnet.core.model.ModelFile;
import dev.linnet.core.model.ModelName;
import dev.linnet.core.model.TensorSpec;
import dev.linnet.core.trust.Digest;
import dev.linnet.daemon.transfer.ChunkBytes;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Models of random bytes. */
final class Models {
  /** A manifest with its chunks' bytes. */
  record Model(Manifest manifest, String json, Map<Digest, byte[]> chunks) {
    byte[] bytes(Digest digest) {
      return chunks.getOrDefault(digest, new byte[0]);
    }

    void putInto(Store store) {
      chunks.forEach((digest, bytes) -> put(store, digest, bytes));
      Changes changes = new Changes();
      changes.putManifest(manifest.digest(), json);
      store.commit(changes);
    }
  }

  private Models() {}

  static void put(Store store, Digest digest, byte[] bytes) {
    store.putChunk(digest, ChunkBytes.of(bytes));
  }

  /** As a push does whose manifest comes last. */
  static void push(Store store, Digest digest, byte[] bytes) {
    store.putPushedChunk(digest, ChunkBytes.of(bytes));
  }

  /** A chunk's bytes, or null. */
  static byte @Nullable [] read(Store store, Digest digest) {
    try (ChunkBytes bytes = store.readChunk(digest)) {
      return bytes == null ? null : bytes.copy();
    }
  }

  /** A model of one file in a directory of its own and one beside it. */
  static Model model(long seed, int chunkCount, int chunkBytes) {
    return model(seed, "weights/w.bin", chunkCount, chunkBytes);
  }

  /** The same, with another path of the file in the directory. */
  static Model model(long seed, String path, int chunkCount, int chunkBytes) {
    Random random = new Random(seed);
    Map<Digest, byte[]> chunks = new LinkedHashMap<>();
    ModelFile weights = file(path, chunkCount, chunkBytes, random, chunks);
    ModelFile graph = file("model.onnx", 1, 100, random, chunks);
    List<TensorSpec> tensors = List.of(new TensorSpec("x", "FP32", List.of(1L)));
    Manifest manifest =
        ManifestJson.named(
            new Manifest(
                Digest.of(),
                new ModelName("m"),
                "1",
                null,
                "model.onnx",
                List.of(graph, weights),
                tensors,
                tensors,
                17,
                8,
                0,
                1e-3,
                1e-7));
    return new Model(manifest, ManifestJson.write(manifest), chunks);
  }

  private static ModelFile file(
      String path, int chunkCount, int chunkBytes, Random random, Map<Digest, byte[]> chunks) {
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    List<ChunkRef> refs = new ArrayList<>();
    for (int i = 0; i < chunkCount; i++) {
      byte[] bytes = new byte[chunkBytes];
      random.nextBytes(bytes);
      whole.writeBytes(bytes);
      refs.add(new ChunkRef(Digest.of(bytes), chunkBytes));
      chunks.put(Digest.of(bytes), bytes);
    }
    return new ModelFile(path, whole.size(), Digest.of(whole.toByteArray()), refs);
  }
}
