package dev.linnet.simulator.workload;

/** Which chunks each node has, a bit for each. */
final class ChunkSets {
  private final int chunks;
  private final int words;
  private final long[] bits;

  ChunkSets(int nodes, int chunks) {
    this.chunks = chunks;
    this.words = (chunks + Long.SIZE - 1) / Long.SIZE;
    this.bits = new long[nodes * words];
  }

  void fill(int node) {
    for (int chunk = 0; chunk < chunks; chunk++) {
      add(node, chunk);
    }
  }

  /** Whether the node did not have it. */
  boolean add(int node, int chunk) {
    int at = node * words + chunk / Long.SIZE;
    long before = bits[at];
    bits[at] = before | 1L << chunk;
    return bits[at] != before;
  }

  boolean has(int node, int chunk) {
    return (bits[node * words + chunk / Long.SIZE] & 1L << chunk) != 0;
  }

  /** The last chunk that the node has; -1 for none. */
  int highest(int node) {
    for (int i = words - 1; i >= 0; i--) {
      long word = bits[node * words + i];
      if (word != 0) {
        return i * Long.SIZE + Long.SIZE - 1 - Long.numberOfLeadingZeros(word);
      }
    }
    return -1;
  }

  /**
   * 64 chunks, from {@code 64 index} on, that the one has and the other, in its own sets, lacks.
   */
  long missing(int node, int index, ChunkSets others, int other) {
    return bits[node * words + index] & ~others.bits[other * words + index];
  }

  int words() {
    return words;
  }
}
