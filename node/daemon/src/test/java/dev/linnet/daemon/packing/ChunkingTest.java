package dev.linnet.daemon.packing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.linnet.core.model.ChunkRef;
import dev.linnet.core.model.ModelFile;
import dev.linnet.core.trust.Digest;
import dev.linnet.daemon.UserError;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChunkingTest {
  private static final int KIB = 1024;
  private static final int MIB = 1024 * KIB;
  private static final int SMALLEST = Grain.FINEST.minBytes();

  private final Path file;

  ChunkingTest(@TempDir Path dir) {
    this.file = dir.resolve("file");
  }

  @Test
  void theSameBytesAreCutAlikeByEveryRelease() throws IOException {
    // From a reference of 20 lines in another language. Another result would make every model of
    // every mesh new.
    ModelFile cut = cut(random(1, 3 * MIB), List.of(new Span(700 * KIB, MIB)));
    assertThat(sizes(cut))
        .containsExactly(
            296_296, 393_152, 43_736, 369_882, 285_033, 306_974, 70_303, 273_365, 307_034, 285_310,
            310_793, 203_850);
    assertThat(Digest.of(cut.chunks().toString().getBytes(UTF_8)).brief())
        .isEqualTo("0c6431bafccb");
  }

  @Test
  void chunksMakeTheFileAndKeepWithinTheirBounds() throws IOException {
    byte[] bytes = random(2, 9 * MIB + 17);
    List<Span> tensors =
        List.of(new Span(300, MIB), new Span(MIB + 400, 2 * MIB), new Span(5 * MIB, 256 * KIB + 3));
    ModelFile cut = cut(bytes, tensors);
    assertThat(cut.sizeBytes()).isEqualTo(bytes.length);
    assertThat(cut.digest()).isEqualTo(Digest.of(bytes));
    int at = 0;
    for (ChunkRef chunk : cut.chunks()) {
      assertThat(chunk.sizeBytes()).isBetween(SMALLEST, Grain.MAX_BYTES);
      assertThat(chunk.digest())
          .isEqualTo(Digest.of(Arrays.copyOfRange(bytes, at, at + chunk.sizeBytes())));
      at += chunk.sizeBytes();
    }
    assertThat(at).isEqualTo(bytes.length);
  }

  @Test
  void aFileThatIsAllAlikeIsCutAtTheLargestSize() throws IOException {
    ModelFile cut = cut(new byte[5 * MIB + 5], List.of());
    assertThat(sizes(cut).subList(0, 4)).containsOnly(MIB);
    assertThat(Set.copyOf(cut.chunks())).hasSizeLessThanOrEqualTo(3);
  }

  @Test
  void anEmptyFileHasNoChunksAndASmallOneHasOne() throws IOException {
    assertThat(cut(new byte[0], List.of()).chunks()).isEmpty();
    assertThat(sizes(cut(new byte[1], List.of()))).containsExactly(1);
    assertThat(sizes(cut(new byte[2 * SMALLEST - 1], List.of()))).containsExactly(2 * SMALLEST - 1);
  }

  @Test
  void anInsertionInPlainTextCostsItsSurroundings() throws IOException {
    byte[] before = random(3, 16 * MIB);
    byte[] after = join(copy(before, 0, MIB), new byte[] {1}, copy(before, MIB, 16 * MIB));
    assertThat(newBytes(cut(before, List.of()), cut(after, List.of())))
        .isLessThanOrEqualTo(2 * Grain.MAX_BYTES);
  }

  @Test
  void aTensorKeepsItsChunksWhateverIsPutBeforeIt() throws IOException {
    byte[] first = random(4, 700 * KIB);
    byte[] second = random(5, 3 * MIB);
    byte[] between = random(6, 2 * MIB);
    byte[] before = join(random(7, 40), first, random(8, 60), second);
    byte[] after = join(random(7, 40), first, random(9, 77), between, random(8, 60), second);
    ModelFile was = cut(before, List.of(new Span(40, first.length), end(before, second.length)));
    ModelFile is =
        cut(
            after,
            List.of(
                new Span(40, first.length),
                new Span(40 + first.length + 77, between.length),
                end(after, second.length)));
    // Not even the header of the tensor after it is new, for it stands with its own tensor.
    assertThat(newBytes(was, is)).isEqualTo(77 + between.length);
  }

  @Test
  void aRenamedTensorCostsOneSmallestChunk() throws IOException {
    byte[] tensor = random(10, 3 * MIB);
    byte[] before = join(random(11, 60), tensor);
    byte[] after = join(random(12, 61), tensor);
    assertThat(
            newBytes(
                cut(before, List.of(end(before, tensor.length))),
                cut(after, List.of(end(after, tensor.length)))))
        .isEqualTo(61 + SMALLEST);
  }

  @Test
  void sharedAndImpossiblePlacesOfTensorsArePassedOver() throws IOException {
    byte[] bytes = random(13, 3 * MIB);
    Span shared = new Span(MIB, MIB);
    List<Span> odd =
        List.of(
            shared,
            new Span(MIB, 512 * KIB),
            new Span(MIB + 1, MIB),
            shared,
            new Span(2 * MIB, 2 * MIB),
            new Span(Long.MAX_VALUE / 2, MIB));
    assertThat(cut(bytes, odd)).isEqualTo(cut(bytes, List.of(shared)));
  }

  @Test
  void aFileThatIsNotAsItWasMeasuredIsRefused() throws IOException {
    Files.write(file, new byte[MIB]);
    for (long other : new long[] {MIB - 1, MIB + 1}) {
      List<Stretch> stretches = Stretch.of(other, List.of(), Grain.FINEST);
      assertThatThrownBy(() -> Chunking.cut(file, "file", stretches))
          .isInstanceOf(UserError.class)
          .hasMessage("model file " + file + " changed while it was packed: push it again");
    }
  }

  private ModelFile cut(byte[] bytes, List<Span> tensors) throws IOException {
    Files.write(file, bytes);
    return Chunking.cut(file, "file", Stretch.of(bytes.length, tensors, Grain.FINEST));
  }

  private static List<Integer> sizes(ModelFile file) {
    return file.chunks().stream().map(ChunkRef::sizeBytes).toList();
  }

  private static int newBytes(ModelFile before, ModelFile after) {
    Set<Digest> had = before.chunks().stream().map(ChunkRef::digest).collect(Collectors.toSet());
    return after.chunks().stream()
        .filter(chunk -> !had.contains(chunk.digest()))
        .mapToInt(ChunkRef::sizeBytes)
        .sum();
  }

  private static Span end(byte[] bytes, int size) {
    return new Span(bytes.length - size, size);
  }

  private static byte[] copy(byte[] bytes, int from, int to) {
    return Arrays.copyOfRange(bytes, from, to);
  }

  private static byte[] join(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  private static byte[] random(int seed, int count) {
    byte[] bytes = new byte[count];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }
}
