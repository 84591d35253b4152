package dev.linnet.simulator.engine;

/**
 * SplitMix64, the generator of {@link java.util.SplittableRandom} (G. L. Steele, D. Lea, C. H.
 * Flood: Fast splittable pseudorandom number generators, OOPSLA 2014), without an object: a state
 * is a {@code long}, the next one is {@link #GAMMA} further, and {@link #mix} makes a number of it.
 * As any number may be a state, a stream can begin at whatever names it.
 */
public final class SplitMix {
  public static final long GAMMA = 0x9E3779B97F4A7C15L;

  private SplitMix() {}

  /** Stafford's variant 13 of the finalizer of MurmurHash3: a permutation of all numbers. */
  public static long mix(long state) {
    long mixed = (state ^ (state >>> 30)) * 0xBF58476D1CE4E5B9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
    return mixed ^ (mixed >>> 31);
  }

  /**
   * A number from 0 on below a bound, from 63 of the random bits, always by the same number of
   * draws. Some numbers are likelier than others by one part in 2^63 / {@code bound}.
   */
  public static long below(long randomBits, long bound) {
    return Math.multiplyHigh(randomBits >>> 1, bound << 1);
  }
}
