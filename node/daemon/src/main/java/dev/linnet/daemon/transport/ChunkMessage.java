package dev.linnet.daemon.transport;

import com.google.protobuf.ByteString;
import dev.linnet.daemon.transfer.ChunkBytes;
import dev.linnet.proto.v1.Chunk.Answer;

/**
 * A {@code Chunk} of the mesh port, its content in memory that is used again.
 *
 * @param content empty unless it is given
 */
record ChunkMessage(ByteString digest, Answer answer, ChunkBytes content) {
  private static final ChunkBytes NONE = ChunkBytes.of(new byte[0]);

  static ChunkMessage given(ByteString digest, ChunkBytes content) {
    return new ChunkMessage(digest, Answer.ANSWER_GIVEN, content);
  }

  static ChunkMessage without(ByteString digest, Answer answer) {
    return new ChunkMessage(digest, answer, NONE);
  }
}
