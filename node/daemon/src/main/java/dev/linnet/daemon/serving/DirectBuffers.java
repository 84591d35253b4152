package dev.linnet.daemon.serving;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Memory outside the heap, from where the runtime reads its inputs. To make and clear a buffer of 1
 * MiB takes longer than to fill it, so a few of each size are kept: sizes are powers of two, and
 * what is kept is bounded.
 */
final class DirectBuffers {
  private static final int SMALLEST = 8; // 256 bytes, as a power of two
  private static final int LARGEST = 22; // 4 MiB
  private static final long MOST_KEPT_BYTES = 8L << 20;

  private final Deque<ByteBuffer>[] kept = deques();
  private final AtomicLong keptBytes = new AtomicLong();

  @SuppressWarnings({"unchecked", "rawtypes"})
  private static Deque<ByteBuffer>[] deques() {
    Deque<ByteBuffer>[] all = new Deque[LARGEST + 1];
    for (int i = SMALLEST; i <= LARGEST; i++) {
      all[i] = new ConcurrentLinkedDeque<>();
    }
    return all;
  }

  /** A buffer in the machine's byte order, with that limit; its content is arbitrary. */
  ByteBuffer take(int bytes) {
    int power = power(bytes);
    if (power > LARGEST) {
      return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
    }
    ByteBuffer found = kept[power].pollFirst();
    if (found == null) {
      found = ByteBuffer.allocateDirect(1 << power).order(ByteOrder.nativeOrder());
    } else {
      keptBytes.addAndGet(-(1L << power));
    }
    return found.clear().limit(bytes);
  }

  /** Takes a buffer back that {@link #take} gave and that nobody reads any more. */
  void giveBack(ByteBuffer buffer) {
    int power = power(buffer.capacity());
    if (power > LARGEST || buffer.capacity() != 1 << power) {
      return;
    }
    if (keptBytes.addAndGet(1L << power) <= MOST_KEPT_BYTES) {
      kept[power].addFirst(buffer);
    } else {
      keptBytes.addAndGet(-(1L << power));
    }
  }

  private static int power(int bytes) {
    return Math.max(SMALLEST, Integer.SIZE - Integer.numberOfLeadingZeros(Math.max(0, bytes - 1)));
  }
}
