package dev.linnet.core;

import dev.linnet.core.health.Baseline;
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
  private static final TensorSpec TENSOR = new TensorSpec("x", "FP32", List.of(-1L, 4L));

  private TestManifests() {}

  static Manifest manifest(String version) {
    return manifest(version, version);
  }

  /** A version by that name of which there may be others with another content. */
  static Manifest manifest(String version, String content) {
    return manifest(version, content, TENSOR, List.of());
  }

  /** A version that answers with one number y, of which there are baselines. */
  static Manifest manifest(String version, List<Baseline> baselines) {
    return manifest(version, version, new TensorSpec("y", "FP32", List.of(-1L, 1L)), baselines);
  }

  private static Manifest manifest(
      String version, String content, TensorSpec answer, List<Baseline> baselines) {
    Digest some = Digest.of(content.getBytes(StandardCharsets.UTF_8));
    return ManifestJson.named(
        new Manifest(
            some,
            TestPeople.MODEL,
            version,
            null,
            "model.onnx",
            List.of(new ModelFile("model.onnx", 1_000, some, List.of(new ChunkRef(some, 1_000)))),
            List.of(TENSOR),
            List.of(answer),
            17,
            8,
            0,
            1e-3,
            1e-7,
            baselines));
  }
}
