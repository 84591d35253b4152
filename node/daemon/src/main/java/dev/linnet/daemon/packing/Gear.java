package dev.linnet.daemon.packing;

import dev.linnet.core.trust.Digest;
import java.nio.ByteBuffer;

/**
 * Finds where a chunk ends by its content: FastCDC with normalized chunking (Xia et al., USENIX ATC
 * 2016, sections 3.2 to 3.4). A place is a boundary if the top bits of a hash of the 64 bytes
 * before it are zero; before the target size more bits must be, after it fewer, which keeps sizes
 * near the target. Bytes put in move the boundaries after them along.
 *
 * <p>The same bytes are cut alike by every node and release: a change here makes all models of a
 * mesh new.
 */
final class Gear {
  /** The hash forgets a byte after as many shifts as a long has bits. */
  private static final int WINDOW_BYTES = Long.SIZE;

  /** The paper's level of normalization that shares most at the least spread of sizes. */
  private static final int NORMALIZATION_BITS = 2;

  private static final long[] TABLE = table();

  private Gear() {}

  /** A random number for each value of a byte, from a source that everyone has. */
  private static long[] table() {
    long[] table = new long[256];
    for (int i = 0; i < table.length; i++) {
      byte[] seed = {'g', 'e', 'a', 'r', (byte) i};
      table[i] = ByteBuffer.wrap(Digest.of(seed).raw()).getLong();
    }
    return table;
  }

  /**
   * The size of the next chunk of a stretch, at least its smallest unless nothing more is left.
   *
   * @param bytes from {@code at} on at least {@code left} or {@link Grain#MAX_BYTES} bytes of the
   *     stretch, whichever is less
   * @param left bytes of the stretch that are not cut yet
   */
  static int cut(byte[] bytes, int at, long left, Stretch stretch) {
    int min = stretch.minBytes();
    // What a cut leaves over must not be smaller than the smallest chunk.
    int latest = (int) Math.min(Grain.MAX_BYTES, left - min);
    if (latest >= min) {
      int target = Math.min(stretch.targetBytes(), latest);
      int bits = Integer.numberOfTrailingZeros(stretch.targetBytes());
      long strict = topBits(bits + NORMALIZATION_BITS);
      long loose = topBits(bits - NORMALIZATION_BITS);
      long hash = 0;
      for (int i = min - WINDOW_BYTES; i < min; i++) {
        hash = (hash << 1) + TABLE[bytes[at + i] & 0xff];
      }
      int size = min;
      while (size < target && (hash & strict) != 0) {
        hash = (hash << 1) + TABLE[bytes[at + size++] & 0xff];
      }
      if (size < target) {
        return size;
      }
      while (size < latest && (hash & loose) != 0) {
        hash = (hash << 1) + TABLE[bytes[at + size++] & 0xff];
      }
      if (size < latest) {
        return size;
      }
    }
    return left <= Grain.MAX_BYTES ? (int) left : latest;
  }

  private static long topBits(int count) {
    return -1L << (Long.SIZE - count);
  }
}
