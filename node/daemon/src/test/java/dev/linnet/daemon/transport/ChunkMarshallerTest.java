package dev.linnet.daemon.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import dev.linnet.core.model.ManifestJson;
import dev.linnet.daemon.transfer.ChunkBytes;
import dev.linnet.daemon.transfer.ChunkMemory;
import dev.linnet.proto.v1.Chunk;
import dev.linnet.proto.v1.Chunk.Answer;
import io.grpc.Drainable;
import io.grpc.KnownLength;
import io.grpc.StatusRuntimeException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Against what Protocol Buffers' own code writes and reads. */
final class ChunkMarshallerTest {
  private final ChunkMemory memory = new ChunkMemory(ChunkMemory.USUAL_KEPT_BYTES);
  private final ChunkMarshaller marshaller = new ChunkMarshaller(memory);
  private final Random random = new Random(1);

  private Chunk chunk(int contentBytes) {
    return Chunk.newBuilder()
        .setDigest(ByteString.copyFrom(bytes(32)))
        .setContent(ByteString.copyFrom(bytes(contentBytes)))
        .build();
  }

  private byte[] bytes(int count) {
    byte[] bytes = new byte[count];
    random.nextBytes(bytes);
    return bytes;
  }

  private Chunk read(byte[] wire) {
    ChunkMessage message = marshaller.parse(new ByteArrayInputStream(wire));
    try (ChunkBytes content = message.content()) {
      return Chunk.newBuilder()
          .setDigest(message.digest())
          .setAnswer(message.answer())
          .setContent(ByteString.copyFrom(content.buffer()))
          .build();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 127, 128, 65_536, 65_537, 300_000, ManifestJson.MAX_CHUNK_BYTES})
  void writesAndReadsAsProtocolBuffersDo(int contentBytes) throws IOException {
    Chunk chunk = chunk(contentBytes);
    ChunkMessage message =
        ChunkMessage.given(chunk.getDigest(), ChunkBytes.of(chunk.getContent().toByteArray()));

    InputStream known = marshaller.stream(message);
    assertThat(known).isInstanceOf(KnownLength.class);
    assertThat(known.available()).isEqualTo(chunk.getSerializedSize());
    ByteArrayOutputStream drained = new ByteArrayOutputStream();
    assertThat(((Drainable) known).drainTo(drained)).isEqualTo(chunk.getSerializedSize());
    assertThat(drained.toByteArray()).isEqualTo(chunk.toByteArray());
    assertThat(known.available()).isZero();

    assertThat(marshaller.stream(message).readAllBytes()).isEqualTo(chunk.toByteArray());
    assertThat(read(chunk.toByteArray())).isEqualTo(chunk);
  }

  @ParameterizedTest
  @EnumSource(names = {"ANSWER_MISSING", "ANSWER_BUSY"})
  void writesAndReadsWhyThereIsNone(Answer answer) throws IOException {
    Chunk chunk = chunk(0).toBuilder().setAnswer(answer).build();
    byte[] wire = marshaller.stream(ChunkMessage.without(chunk.getDigest(), answer)).readAllBytes();

    assertThat(Chunk.parseFrom(wire)).isEqualTo(chunk);
    assertThat(read(chunk.toByteArray())).isEqualTo(chunk);
  }

  @Test
  void fieldsOfALaterVersionAreSkippedAndTheLastOfEachCounts() throws IOException {
    Chunk first = chunk(70_000);
    Chunk last = chunk(300);
    ByteArrayOutputStream wire = new ByteArrayOutputStream();
    first.writeTo(wire);
    UnknownFieldSet.newBuilder()
        .addField(
            5,
            UnknownFieldSet.Field.newBuilder()
                .addVarint(-1)
                .addFixed32(7)
                .addFixed64(8)
                .addLengthDelimited(ByteString.copyFromUtf8("later"))
                .build())
        .addField(2, UnknownFieldSet.Field.newBuilder().addVarint(300).build())
        .build()
        .writeTo(wire);
    last.writeTo(wire);

    assertThat(read(wire.toByteArray())).isEqualTo(last);
    assertThat(memory.keptBytes()).as("both contents were given back").isEqualTo(131_072 + 65_536);
  }

  @Test
  void whateverBytesComeAreReadAsProtocolBuffersDoOrRefused() {
    byte[] whole = chunk(200).toByteArray();
    int refused = 0;
    for (int round = 0; round < 20_000; round++) {
      byte[] wire =
          random.nextInt(4) > 0
              ? whole.clone()
              : Arrays.copyOf(whole, random.nextInt(whole.length));
      for (int flips = random.nextInt(3); flips > 0 && wire.length > 0; flips--) {
        wire[random.nextInt(Math.min(wire.length, 40))] = (byte) random.nextInt();
      }
      try {
        Chunk read = read(wire);
        Chunk expected = Chunk.parseFrom(wire);
        assertThat(read.getDigest()).isEqualTo(expected.getDigest());
        assertThat(read.getContent()).isEqualTo(expected.getContent());
        assertThat(read.getAnswer()).isEqualTo(expected.getAnswer());
      } catch (StatusRuntimeException e) {
        refused++;
      } catch (IOException e) {
        throw new AssertionError("read what Protocol Buffers refuse: " + Arrays.toString(wire), e);
      }
    }
    assertThat(refused).isBetween(2_000, 18_000);
  }

  @Test
  void moreThanAChunkMayHaveIsRefusedBeforeItIsRead() {
    byte[] wire = chunk(ManifestJson.MAX_CHUNK_BYTES + 1).toByteArray();

    assertThatThrownBy(() -> read(wire)).hasMessageContaining("not well formed");
    assertThat(memory.keptBytes()).isZero();
  }

  @Test
  void aMessageThatBreaksOffGivesItsMemoryBack() {
    byte[] wire = chunk(200_000).toByteArray();

    assertThatThrownBy(() -> read(Arrays.copyOf(wire, 100_000))).hasMessageContaining("chunk");
    assertThat(memory.keptBytes()).isEqualTo(262_144);
  }
}
