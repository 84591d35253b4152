package dev.linnet.daemon.transport;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import dev.linnet.core.model.ManifestJson;
import dev.linnet.daemon.transfer.ChunkBytes;
import dev.linnet.daemon.transfer.ChunkMemory;
import dev.linnet.proto.v1.Chunk;
import dev.linnet.proto.v1.Chunk.Answer;
import dev.linnet.proto.v1.ChunkAsked;
import dev.linnet.proto.v1.MeshGrpc;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.protobuf.ProtoUtils;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/**
 * Writes and reads {@link Chunk} as Protocol Buffers do, without their copies: the content goes
 * from the store's array into the connection's buffers, and out of those into one array, and both
 * arrays are used again.
 */
final class ChunkMarshaller implements MethodDescriptor.Marshaller<ChunkMessage> {
  private static final int DIGEST_TAG = tag(Chunk.DIGEST_FIELD_NUMBER);
  private static final int CONTENT_TAG = tag(Chunk.CONTENT_FIELD_NUMBER);
  private static final int ANSWER_TAG = Chunk.ANSWER_FIELD_NUMBER << 3;
  private static final int NO_TAG = -1;

  /** Tag and length before the content, and tag, length and digest, tag and answer before those. */
  private static final int MOST_HEAD_BYTES = 1 + 4 + 1 + 1 + FactCodec.DIGEST_BYTES + 1 + 1;

  private static final int BITS_OF_VARINT = 64;
  private static final int BITS_A_BYTE = 7;

  private final ChunkMemory memory;

  ChunkMarshaller(ChunkMemory memory) {
    this.memory = memory;
  }

  private static int tag(int field) {
    return field << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED;
  }

  /** The call by which chunks are fetched; what comes is put into {@code memory}. */
  static MethodDescriptor<ChunkAsked, ChunkMessage> method(ChunkMemory memory) {
    return MeshGrpc.getFetchChunksMethod().toBuilder(
            ProtoUtils.marshaller(ChunkAsked.getDefaultInstance()), new ChunkMarshaller(memory))
        .build();
  }

  /** The content must not be closed before gRPC has drained the stream. */
  @Override
  public InputStream stream(ChunkMessage message) {
    byte[] head = new byte[MOST_HEAD_BYTES];
    CodedOutputStream out = CodedOutputStream.newInstance(head);
    try {
      out.writeBytes(Chunk.DIGEST_FIELD_NUMBER, message.digest());
      if (message.answer() != Answer.ANSWER_GIVEN) {
        out.writeEnum(Chunk.ANSWER_FIELD_NUMBER, message.answer().getNumber());
      }
      out.writeUInt32NoTag(CONTENT_TAG);
      out.writeUInt32NoTag(message.content().size());
    } catch (IOException e) {
      throw new UncheckedIOException("a digest of " + message.digest().size() + " bytes", e);
    }
    return new ChunkStream(head, out.getTotalBytesWritten(), message.content());
  }

  @Override
  public ChunkMessage parse(InputStream in) {
    ByteString digest = ByteString.EMPTY;
    ChunkBytes content = ChunkBytes.of(new byte[0]);
    int answer = Answer.ANSWER_GIVEN_VALUE;
    try {
      for (int tag = nextTag(in); tag != NO_TAG; tag = nextTag(in)) {
        if (tag == DIGEST_TAG) {
          digest = ByteString.copyFrom(exactly(in, length(in, FactCodec.DIGEST_BYTES)));
        } else if (tag == CONTENT_TAG) {
          content.close();
          content = memory.take(length(in, ManifestJson.MAX_CHUNK_BYTES));
          if (in.readNBytes(content.array(), 0, content.size()) < content.size()) {
            throw new EOFException();
          }
        } else if (tag == ANSWER_TAG) {
          answer = (int) varint(in, in.read());
        } else {
          skip(in, tag & 7);
        }
      }
      Answer known = Answer.forNumber(answer);
      return new ChunkMessage(digest, known == null ? Answer.UNRECOGNIZED : known, content);
    } catch (IOException e) {
      content.close();
      throw Status.INTERNAL
          .withDescription("chunk: not well formed")
          .withCause(e)
          .asRuntimeException();
    }
  }

  private static int nextTag(InputStream in) throws IOException {
    int first = in.read();
    if (first < 0) {
      return NO_TAG;
    }
    long tag = varint(in, first);
    if (tag >>> 3 == 0 || tag >>> Integer.SIZE != 0) {
      throw new IOException("a field of no possible number");
    }
    return (int) tag;
  }

  private static long varint(InputStream in, int first) throws IOException {
    long value = 0;
    int next = first;
    for (int shift = 0; shift < BITS_OF_VARINT; shift += BITS_A_BYTE) {
      if (next < 0) {
        throw new EOFException();
      }
      value |= (next & 0x7fL) << shift;
      if (next < 0x80) {
        return value;
      }
      next = in.read();
    }
    throw new IOException("a number of more than ten bytes");
  }

  private static int length(InputStream in, int most) throws IOException {
    long length = varint(in, in.read());
    if (length < 0 || length > most) {
      throw new IOException(length + " bytes, expected at most " + most);
    }
    return (int) length;
  }

  private static byte[] exactly(InputStream in, int bytes) throws IOException {
    byte[] read = in.readNBytes(bytes);
    if (read.length < bytes) {
      throw new EOFException();
    }
    return read;
  }

  /** A field of a later version. */
  private static void skip(InputStream in, int wireType) throws IOException {
    switch (wireType) {
      case WireFormat.WIRETYPE_VARINT -> {
        long unused = varint(in, in.read());
      }
      case WireFormat.WIRETYPE_FIXED64 -> in.skipNBytes(Long.BYTES);
      case WireFormat.WIRETYPE_LENGTH_DELIMITED ->
          in.skipNBytes(length(in, Netty.MAX_MESSAGE_BYTES));
      case WireFormat.WIRETYPE_FIXED32 -> in.skipNBytes(Integer.BYTES);
      default -> throw new IOException("a field of no known type");
    }
  }
}
