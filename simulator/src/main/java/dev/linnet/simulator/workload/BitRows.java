package dev.linnet.simulator.workload;

/**
 * A row of bits for each node, in one array: a row of some hundred bits is a line or two of the
 * cache.
 */
final class BitRows {
  private final int longs;
  private final long[] words;

  BitRows(int rows, int bits) {
    longs = (bits + Long.SIZE - 1) / Long.SIZE;
    words = new long[Math.multiplyExact(rows, longs)];
  }

  boolean get(int row, int bit) {
    return (words[row * longs + bit / Long.SIZE] >>> bit & 1) != 0;
  }

  /** Whether it was not set before. */
  boolean set(int row, int bit) {
    int at = row * longs + bit / Long.SIZE;
    long before = words[at];
    words[at] = before | 1L << bit;
    return words[at] != before;
  }

  int longs() {
    return longs;
  }

  /** So many bits of a row, of which {@code at} says which; in the order of {@link #get}. */
  long word(int row, int at) {
    return words[row * longs + at];
  }
}
