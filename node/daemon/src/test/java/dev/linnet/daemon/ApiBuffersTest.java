package dev.linnet.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.netty.shaded.io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ApiBuffersTest {
  private static final int MOST_BYTES = 40 * 1024;
  private static final int STEP_BYTES = 16;

  /** Enough of one size to go beyond one chunk. */
  private static final int OF_EACH = 6;

  /**
   * Netty says by its assertions, which are on in tests alone, that a chunk is too small for a
   * size; without them the last buffer lies beyond the chunk's end.
   */
  @Test
  void buffersOfEachSizeLieApart() {
    ApiBuffers buffers = new ApiBuffers();
    for (int bytes = STEP_BYTES; bytes <= MOST_BYTES; bytes += STEP_BYTES) {
      List<ByteBuf> held = new ArrayList<>();
      for (int i = 0; i < OF_EACH; i++) {
        held.add(buffers.directBuffer(bytes));
        held.get(i).setZero(0, bytes).setInt(0, i).setInt(bytes - Integer.BYTES, i);
      }
      for (int i = 0; i < OF_EACH; i++) {
        ByteBuf each = held.get(i);
        assertThat(List.of(each.getInt(0), each.getInt(bytes - Integer.BYTES)))
            .as("buffer %s of %s bytes", i, bytes)
            .containsExactly(i, i);
        each.release();
      }
    }
  }
}
