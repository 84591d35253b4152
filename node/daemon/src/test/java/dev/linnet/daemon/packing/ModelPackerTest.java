package dev.linnet.daemon.packing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.linnet.core.model.ChunkRef;
import dev.linnet.core.model.Manifest;
import dev.linnet.core.model.ManifestJson;
import dev.linnet.core.model.ModelFile;
import dev.linnet.core.model.TensorSpec;
import dev.linnet.core.trust.Digest;
import dev.linnet.daemon.UserError;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelPackerTest {
  private final Path dir;

  ModelPackerTest(@TempDir Path dir) {
    this.dir = dir;
  }

  private static Path shipped(String name) throws URISyntaxException {
    URL url = Objects.requireNonNull(ModelPackerTest.class.getResource("/models/" + name));
    return Path.of(url.toURI());
  }

  private Path write(String path, byte[] bytes) throws IOException {
    Path file = dir.resolve(path);
    Files.createDirectories(Objects.requireNonNull(file.getParent()));
    return Files.write(file, bytes);
  }

  @Test
  void aBackendTestBecomesAManifestWithItsGoldenTests() throws Exception {
    PackedModel packed = ModelPacker.pack(shipped("linear"), null, "1", "http://host/linear");
    Manifest manifest = packed.manifest();
    assertThat(manifest.name().value()).isEqualTo("linear");
    assertThat(manifest.version()).isEqualTo("1");
    assertThat(manifest.origin()).isEqualTo("http://host/linear");
    assertThat(manifest.files().stream().map(ModelFile::path))
        .containsExactly("model.onnx", "test_data_set_0/input_0.pb", "test_data_set_0/output_0.pb");
    // Its weights stand among the graph's inputs too, as models of that age have it.
    assertThat(manifest.inputs()).containsExactly(new TensorSpec("0", "FP32", List.of(4L, 10L)));
    assertThat(manifest.outputs()).containsExactly(new TensorSpec("3", "FP32", List.of(4L, 8L)));
    assertThat(manifest.opset()).isEqualTo(6);
    assertThat(manifest.irVersion()).isEqualTo(3);
    assertThat(manifest.digest())
        .isEqualTo(Digest.of(packed.json().getBytes(StandardCharsets.UTF_8)));
    assertThat(ManifestJson.parse(manifest.digest(), packed.json())).isEqualTo(manifest);
  }

  @Test
  void theSameFilesMakeTheSameManifest() throws Exception {
    assertThat(ModelPacker.pack(shipped("embedding"), null, "1", null).json())
        .isEqualTo(ModelPacker.pack(shipped("embedding"), null, "1", null).json());
  }

  @Test
  void chunksComeAsTheManifestSays() throws IOException {
    byte[] weights = new byte[3 * 1024 * 1024 + 17];
    new Random(7).nextBytes(weights);
    write("m/model.onnx", SmallOnnx.external("data/w.bin", "" + weights.length));
    write("m/data/w.bin", weights);
    write("m/.git/hidden", weights);
    write("m/empty.txt", new byte[0]);
    PackedModel packed = ModelPacker.pack(dir.resolve("m"), null, "1", null);
    assertThat(packed.manifest().files().stream().map(ModelFile::path))
        .containsExactly("data/w.bin", "empty.txt", "model.onnx");
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    List<ChunkRef> chunks = packed.chunks();
    assertThat(chunks).hasSizeGreaterThan(4);
    for (int i = 0; i < chunks.size(); i++) {
      byte[] bytes = new byte[chunks.get(i).sizeBytes()];
      packed.read(i).get(bytes);
      assertThat(Digest.of(bytes)).isEqualTo(chunks.get(i).digest());
      all.writeBytes(bytes);
    }
    assertThat(all.toByteArray()).startsWith(weights);
    write("m/data/w.bin", new byte[weights.length]);
    assertThatThrownBy(() -> packed.read(0))
        .isInstanceOf(UserError.class)
        .hasMessageEndingWith("changed while it was pushed; push it again");
  }

  @Test
  void oneFileTakesItsExternalDataAlong() throws IOException {
    write("net.onnx", SmallOnnx.externalInBranch("net.bin"));
    write("net.bin", new byte[4]);
    write("unrelated.txt", new byte[4]);
    Manifest manifest = ModelPacker.pack(dir.resolve("net.onnx"), null, "1", null).manifest();
    assertThat(manifest.name().value()).isEqualTo("net");
    assertThat(manifest.modelPath()).isEqualTo("net.onnx");
    assertThat(manifest.files().stream().map(ModelFile::path))
        .containsExactly("net.bin", "net.onnx");
  }

  @Test
  void aRepositoryEntryGivesItsHighestVersionUnlessAskedForAnother() throws IOException {
    byte[] model =
        SmallOnnx.model()
            .addMetadataProps(SmallOnnx.entry("linnet.min-memory", "512Mi"))
            .build()
            .toByteArray();
    write("scene/2/model.onnx", model);
    write("scene/10/model.onnx", model);
    write("scene/config.pbtxt", new byte[1]);
    Manifest highest = ModelPacker.pack(dir.resolve("scene"), null, null, null).manifest();
    assertThat(highest.version()).isEqualTo("10");
    assertThat(highest.name().value()).isEqualTo("scene");
    assertThat(highest.minMemoryBytes()).isEqualTo(512L << 20);
    Manifest asked = ModelPacker.pack(dir.resolve("scene"), "other", "2", null).manifest();
    assertThat(asked.version()).isEqualTo("2");
    assertThat(asked.name().value()).isEqualTo("other");
  }

  @Test
  void aRepositoryEntryGivesItsConfiguredName() throws IOException {
    write("entry/1/model.onnx/model.onnx", SmallOnnx.external("w.bin", "16"));
    write("entry/1/model.onnx/w.bin", new byte[16]);
    write(
        "entry/config.pbtxt",
        """
        backend: "onnxruntime"  # as Triton calls it
        max_batch_size: 8
        instance_group [{ name: "gpu" count: 1 }]
        name: "scene"
        """
            .getBytes(StandardCharsets.UTF_8));
    Manifest manifest = ModelPacker.pack(dir.resolve("entry"), null, null, null).manifest();
    assertThat(manifest.name().value()).isEqualTo("scene");
    assertThat(manifest.version()).isEqualTo("1");
    assertThat(manifest.files().stream().map(ModelFile::path))
        .containsExactly("model.onnx", "w.bin");
  }

  @Test
  void anUnchangedLayerIsNeverSentAgain() throws IOException {
    byte[] stem = random(1, 700_000);
    byte[] head = random(2, 300_000);
    write("a/model.onnx", SmallOnnx.layers(stem, head));
    write("b/model.onnx", SmallOnnx.layers(stem, random(3, 500_000), head));
    PackedModel before = ModelPacker.pack(dir.resolve("a"), "m", "1", null);
    PackedModel after = ModelPacker.pack(dir.resolve("b"), "m", "2", null);
    long newBytes =
        after.chunks().stream()
            .filter(chunk -> !before.chunks().contains(chunk))
            .mapToLong(ChunkRef::sizeBytes)
            .sum();
    // Besides the layer: the nodes at the file's beginning, and the renumbered name of the last.
    assertThat(newBytes).isBetween(500_000L, 500_000L + 2 * 17_000);
  }

  private static byte[] random(int seed, int count) {
    byte[] bytes = new byte[count];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }
}
