package dev.linnet.daemon.packing;

import dev.linnet.core.model.ManifestJson;

/**
 * How finely a model is cut. The sizes follow from what a tensor weighs, not from the whole file,
 * so that a layer more leaves the cuts in the others where they were. Only a model that would have
 * more chunks than a manifest can name is cut at a coarser grain.
 *
 * @param level 0 to {@link #COARSEST}; each doubles all sizes but the largest
 */
record Grain(int level) {
  static final Grain FINEST = new Grain(0);
  static final int COARSEST = 2;

  /** The largest chunk, at any grain. */
  static final int MAX_BYTES = ManifestJson.MAX_CHUNK_BYTES;

  /** About 100 bytes of the manifest's 2 MiB each; the rest is for names and paths. */
  static final int MAX_CHUNKS = 16_000;

  /** A fetch of less costs more in turns and in the manifest than it can save. */
  private static final int MIN_BYTES = 16 * 1024;

  /** Small enough that a lost chunk costs little on a thin link. */
  private static final int TARGET_BYTES = 256 * 1024;

  /** From here on a change inside costs at most a few hundredths, with chunks twice as large. */
  private static final long LARGE_BYTES = 32L * 1024 * 1024;

  /** The smallest chunk, but for the last of a file. */
  int minBytes() {
    return MIN_BYTES << level;
  }

  /** From this size on a tensor has chunks of its own. */
  int tensorBytes() {
    return TARGET_BYTES << level;
  }

  /** The size that chunks have about, in a stretch of that length. */
  int targetBytes(long stretchBytes) {
    int fine = stretchBytes < LARGE_BYTES ? TARGET_BYTES : 2 * TARGET_BYTES;
    return Math.min(MAX_BYTES, fine << level);
  }
}
