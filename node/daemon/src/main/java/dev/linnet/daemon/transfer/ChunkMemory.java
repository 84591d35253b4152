package dev.linnet.daemon.transfer;

import dev.linnet.core.model.ManifestJson;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * Arrays for chunks, used again and again: a new one for each would fill the young part of a small
 * heap every few chunks, and let whole collections run for what is dead already. In the heap, since
 * one that its owner loses is then just garbage. Keeps at most so many bytes that nobody uses; more
 * are made when more are wanted at once, and let go afterwards. Thread-safe.
 */
public final class ChunkMemory {
  /** All chunks that one quick peer sends at once, of usual size. */
  public static final int USUAL_KEPT_BYTES = 4 * 1024 * 1024;

  private static final int SMALLEST_BYTES = 64 * 1024;

  private final int mostKeptBytes;

  /** Free arrays by the power of two that is their length. */
  private final List<ArrayDeque<byte[]>> free = new ArrayList<>();

  private int keptBytes;

  /** Memory that keeps nothing yet. */
  public ChunkMemory(int mostKeptBytes) {
    this.mostKeptBytes = mostKeptBytes;
    for (int length = SMALLEST_BYTES; length <= ManifestJson.MAX_CHUNK_BYTES; length *= 2) {
      free.add(new ArrayDeque<>());
    }
  }

  /**
   * Memory for a chunk, its content undefined.
   *
   * @throws IllegalArgumentException if no chunk may have that size
   */
  public ChunkBytes take(int sizeBytes) {
    if (sizeBytes < 0 || sizeBytes > ManifestJson.MAX_CHUNK_BYTES) {
      throw new IllegalArgumentException(
          "chunk: " + sizeBytes + " bytes, expected at most " + ManifestJson.MAX_CHUNK_BYTES);
    }
    int length = Math.max(SMALLEST_BYTES, Integer.highestOneBit(2 * sizeBytes - 1));
    byte[] kept;
    synchronized (this) {
      kept = classOf(length).pollLast();
      keptBytes -= kept == null ? 0 : length;
    }
    return new ChunkBytes(kept == null ? new byte[length] : kept, sizeBytes, this);
  }

  synchronized void takeBack(byte[] array) {
    if (keptBytes + array.length <= mostKeptBytes) {
      keptBytes += array.length;
      classOf(array.length).addLast(array);
    }
  }

  private ArrayDeque<byte[]> classOf(int length) {
    return free.get(Integer.numberOfTrailingZeros(length / SMALLEST_BYTES));
  }

  /** What is kept and used by nobody. */
  public synchronized int keptBytes() {
    return keptBytes;
  }
}
