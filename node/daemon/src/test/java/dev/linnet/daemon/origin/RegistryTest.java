package dev.linnet.daemon.origin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.linnet.core.Event.ChunkFailure;
import dev.linnet.core.model.ChunkRef;
import dev.linnet.core.model.Manifest;
import dev.linnet.core.model.ModelFile;
import dev.linnet.core.model.ModelName;
import dev.linnet.core.trust.Digest;
import dev.linnet.daemon.ChunkUnavailable;
import dev.linnet.testmesh.DockerRegistry;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A model that lies in an OCI registry as CNCF ModelPack lays it out, one raw layer a file. */
class RegistryTest {
  private static final int CHUNK_BYTES = 200_000;

  private final byte[] weights = new byte[5 * CHUNK_BYTES + 7];

  @Test
  void everyChunkComesFromARealRegistry(@TempDir Path directory) throws Exception {
    new Random(7).nextBytes(weights);
    try (DockerRegistry registry = DockerRegistry.start(directory)) {
      var unused = registry.pushModel("models/m", "1", Map.of("w.bin", weights));
      fetch(registry.base());
    }
  }

  private void fetch(String base) throws Exception {
    OriginRules rules = new OriginRules(Set.of("127.0.0.1"), new TreeMap<>());
    try (OriginClient client = new OriginClient(rules)) {
      Manifest manifest = manifest(base + "models/m/blobs");
      for (int i = 0; i < manifest.chunks().size(); i++) {
        int at = i * CHUNK_BYTES;
        assertThat(client.fetch(manifest, i).get(20, TimeUnit.SECONDS))
            .isEqualTo(Arrays.copyOfRange(weights, at, Math.min(weights.length, at + CHUNK_BYTES)));
      }
      Manifest absent = manifest(base + "models/none/blobs");
      Assertions.assertThatThrownBy(() -> client.fetch(absent, 0).get(20, TimeUnit.SECONDS))
          .cause()
          .isInstanceOfSatisfying(
              ChunkUnavailable.class,
              it -> assertThat(it.failure()).isEqualTo(ChunkFailure.MISSING));
    }
  }

  private Manifest manifest(String origin) {
    List<ChunkRef> chunks = new ArrayList<>();
    for (int at = 0; at < weights.length; at += CHUNK_BYTES) {
      byte[] chunk = Arrays.copyOfRange(weights, at, Math.min(weights.length, at + CHUNK_BYTES));
      chunks.add(new ChunkRef(Digest.of(chunk), chunk.length));
    }
    return new Manifest(
        Digest.of(),
        new ModelName("m"),
        "1",
        origin,
        "w.bin",
        List.of(new ModelFile("w.bin", weights.length, Digest.of(weights), chunks)),
        List.of(),
        List.of(),
        17,
        8,
        0,
        0,
        0);
  }
}
