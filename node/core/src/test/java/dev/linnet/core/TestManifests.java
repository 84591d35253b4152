package dev.linnet.core;

import dev.linnet.core.model.ChunkRef;
import dev.linnet.core.model.Manifest;
import dev.linnet.core.model.ManifestJson;
import dev.linnet.core.model.ModelFile;
import dev.linnet.core.model.TensorSpec;
import dev.linnet.core.trust.Digest;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Versions of a model that is one chunk. */
final class TestManifests {
  private TestManifests() {}

  static Manifest manifest(String version) {
    return manifest(version, version);
  }

  /** A version by that name of which there may be others with another content. */
  static Manifest manifest(String version, String content) {
    Digest some = Digest.of(content.getBytes(StandardCharsets.UTF_8));
    TensorSpec tensor = new TensorSpec("x", "FP32", List.of(-1L, 4L));
    return ManifestJson.named(
        new Manifest(
            some,
            TestPeople.MODEL,
            version,
            null,
            "model.onnx",
            List.of(new ModelFile("model.onnx", 1_000, some, List.of(new ChunkRef(some, 1_000)))),
            List.of(tensor),
            List.of(tensor),
            17,
            8,
            0,
            1e-3,
            1e-7));
  }
}
