package dev.linnet.daemon.serving;

/**
 * When the process's memory tells something of the versions that serve. A second run takes memory
 * that no answer takes, so only spans between two observations without one count, and each fourth
 * is kept free of comparisons.
 */
final class MemoryWindows {
  private static final int FREE_EVERY = 4;

  private final SecondRuns secondRuns;
  private final boolean frees;
  private int span;
  private volatile boolean free;

  /**
   * Begins with a span.
   *
   * @param frees whether some spans are kept free
   */
  MemoryWindows(SecondRuns secondRuns, boolean frees) {
    this.secondRuns = secondRuns;
    this.frees = frees;
  }

  /** Whether no answer is to be compared now. */
  boolean isFree() {
    return free;
  }

  /** Ends a span: the most memory that was held in it, or 0 if it tells nothing. */
  long next() {
    long peakBytes = ResidentMemory.takePeakBytes();
    boolean ran = secondRuns.takeRan();
    span++;
    free = frees && span % FREE_EVERY == 0;
    return ran ? 0 : peakBytes;
  }
}
