package dev.linnet.daemon.packing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.linnet.daemon.UserError;
import dev.linnet.proto.onnx.AttributeProto;
import dev.linnet.proto.onnx.GraphProto;
import dev.linnet.proto.onnx.NodeProto;
import dev.linnet.proto.onnx.TensorProto;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where cuts come from: the tensors that a model says it has. Large files are sparse. */
class CutsTest {
  private static final int KIB = 1024;
  private static final long MIB = 1024 * KIB;
  private static final long GIB = 1024 * MIB;

  private final Path dir;

  CutsTest(@TempDir Path dir) {
    this.dir = dir;
  }

  @Test
  void tensorsAreFoundInTheGraphInBranchesAndAsTypedData() throws IOException {
    byte[] raw = new byte[300 * KIB];
    Arrays.fill(raw, (byte) 0x11);
    byte[] deep = new byte[400 * KIB];
    Arrays.fill(deep, (byte) 0x22);
    TensorProto typed =
        TensorProto.newBuilder()
            .setDataType(1)
            .addAllFloatData(Collections.nCopies(100_000, 1.5f))
            .build();
    GraphProto branch =
        GraphProto.newBuilder()
            .addInitializer(TensorProto.newBuilder().setRawData(ByteString.copyFrom(deep)))
            .build();
    byte[] model =
        SmallOnnx.model()
            .setGraph(
                SmallOnnx.graph()
                    .addNode(
                        NodeProto.newBuilder()
                            .setOpType("If")
                            .addAttribute(AttributeProto.newBuilder().setG(branch)))
                    .addInitializer(TensorProto.newBuilder().setRawData(ByteString.copyFrom(raw)))
                    .addInitializer(typed))
            .build()
            .toByteArray();
    Path file = Files.write(dir.resolve("model.onnx"), model);
    List<Span> tensors = OnnxReader.read(file).tensors();
    assertThat(tensors.stream().map(Span::sizeBytes))
        .containsExactly(400L * KIB, 300L * KIB, 400_000L);
    byte[] found =
        Arrays.copyOfRange(model, (int) tensors.get(0).offset(), (int) tensors.get(0).end());
    assertThat(found).isEqualTo(deep);
    found = Arrays.copyOfRange(model, (int) tensors.get(1).offset(), (int) tensors.get(1).end());
    assertThat(found).isEqualTo(raw);
  }

  @Test
  void externalDataOverTwoGibibytesIsPlannedWithoutReadingIt() throws IOException {
    sparse("w.bin", 3 * GIB);
    Files.write(
        dir.resolve("model.onnx"), SmallOnnx.external("w.bin", "" + 2 * GIB, "" + (GIB - 5)));
    Source source = Source.find(dir, null);
    SortedMap<String, List<Span>> tensors =
        ExternalData.files(source, OnnxReader.read(source.modelFile()).external());
    assertThat(tensors.get("w.bin")).containsExactly(new Span(2 * GIB, GIB - 5));
    List<Stretch> stretches = plan(tensors);
    assertThat(stretches.stream().map(Stretch::sizeBytes))
        .containsExactly(2 * GIB + 16 * KIB, GIB - 5 - 16 * KIB, 5L);
  }

  @Test
  void oneMoreLayerLeavesTheGrainOfAllOthers() throws IOException {
    sparse("w.bin", 4 * GIB);
    List<Stretch> before = plan(4 * GIB, 8 * MIB);
    sparse("w.bin", 4 * GIB + 8 * MIB);
    List<Stretch> after = plan(4 * GIB + 8 * MIB, 8 * MIB);
    assertThat(after.subList(0, before.size())).isEqualTo(before);
  }

  @Test
  void aModelOfManySmallTensorsIsCutCoarserSoThatItsManifestStaysSmall() throws IOException {
    sparse("w.bin", 4 * GIB);
    assertThat(plan(4 * GIB, 300 * KIB)).first().extracting(Stretch::minBytes).isEqualTo(32 * KIB);
    assertThat(chunks(plan(4 * GIB, 300 * KIB))).isLessThanOrEqualTo(Grain.MAX_CHUNKS);
  }

  @Test
  void aModelThatNoManifestCanNameIsRefusedBeforeItIsRead() throws IOException {
    sparse("w.bin", 40 * GIB);
    assertThatThrownBy(() -> plan(40 * GIB, 8 * MIB))
        .isInstanceOf(UserError.class)
        .hasMessage(
            "model "
                + dir
                + " has 40 GiB, more than a manifest can name: expected about 15 at most");
  }

  private List<Stretch> plan(long sizeBytes, long tensorBytes) throws IOException {
    List<Span> tensors =
        LongStream.range(0, sizeBytes / tensorBytes)
            .mapToObj(i -> new Span(i * tensorBytes, tensorBytes))
            .toList();
    return plan(new TreeMap<>(Map.of("w.bin", tensors)));
  }

  private List<Stretch> plan(SortedMap<String, List<Span>> tensors) throws IOException {
    Source source = new Source(dir, dir, "model.onnx", "m", null, Source.Extent.ALL);
    Cuts cuts = Cuts.of(source, new TreeSet<>(tensors.keySet()), tensors);
    return cuts.files().getOrDefault("w.bin", List.of());
  }

  private static long chunks(List<Stretch> stretches) {
    return stretches.stream().mapToLong(Stretch::chunks).sum();
  }

  private void sparse(String name, long sizeBytes) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(dir.resolve(name).toFile(), "rw")) {
      file.setLength(sizeBytes);
    }
  }
}
