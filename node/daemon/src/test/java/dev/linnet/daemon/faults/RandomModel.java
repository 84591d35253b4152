package dev.linnet.daemon.faults;

import dev.linnet.core.model.ChunkRef;
import dev.linnet.core.model.Manifest;
import dev.linnet.core.model.ManifestJson;
import dev.linnet.core.model.ModelFile;
import dev.linnet.core.model.ModelName;
import dev.linnet.core.model.TensorSpec;
import dev.linnet.core.trust.Digest;
import dev.linnet.testmesh.TestNode;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A model of random bytes, which are drawn when they are needed: stored and moved, never served.
 */
record RandomModel(Manifest manifest, String json, long seed) {
  private static final int CHUNK_BYTES = 256 * 1024;

  static RandomModel of(long seed, int mebibytes) {
    MessageDigest whole = Digest.sha256();
    List<ChunkRef> refs = new ArrayList<>();
    for (int i = 0; i < mebibytes * 4; i++) {
      byte[] bytes = chunk(seed, i);
      whole.update(bytes);
      refs.add(new ChunkRef(Digest.of(bytes), CHUNK_BYTES));
    }
    ModelFile file =
        new ModelFile(
            "model.onnx", refs.size() * (long) CHUNK_BYTES, Digest.ofRaw(whole.digest()), refs);
    List<TensorSpec> tensors = List.of(new TensorSpec("x", "FP32", List.of(1L)));
    Manifest manifest =
        ManifestJson.named(
            new Manifest(
                Digest.of(),
                new ModelName("random"),
                Long.toString(seed),
                null,
                "model.onnx",
                List.of(file),
                tensors,
                tensors,
                17,
                8,
                0,
                1e-3,
                1e-7));
    return new RandomModel(manifest, ManifestJson.write(manifest), seed);
  }

  private static byte[] chunk(long seed, int index) {
    byte[] bytes = new byte[CHUNK_BYTES];
    new Random(seed * 1_000_003 + index).nextBytes(bytes);
    return bytes;
  }

  Digest digest() {
    return manifest.digest();
  }

  long sizeBytes() {
    return manifest.sizeBytes();
  }

  void pushTo(TestNode node) {
    node.operator().push(manifest, json, index -> ByteBuffer.wrap(chunk(seed, index)));
  }

  /** Whether the node has the whole model, and every byte of it is right. */
  boolean isWholeAt(TestNode node) {
    if (node.operator().storedBytes(digest()) != sizeBytes()) {
      return false;
    }
    List<Digest> digests = manifest.chunks().stream().map(ChunkRef::digest).toList();
    List<byte[]> chunks = node.operator().chunks(digests);
    for (int i = 0; i < digests.size(); i++) {
      if (!Digest.of(chunks.get(i)).equals(digests.get(i))) {
        throw new AssertionError(node.name() + " gives wrong bytes for chunk " + i);
      }
    }
    return true;
  }
}
