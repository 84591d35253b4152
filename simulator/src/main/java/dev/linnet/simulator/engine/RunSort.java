package dev.linnet.simulator.engine;

import java.util.Arrays;

/**
 * Sorts the events of a small bucket by time, those of one time staying in their order: by counting
 * the next eight bits, then by insertion. Refuses a bucket in which many events share these bits.
 */
final class RunSort {
  private static final int DIGIT_BITS = 8;
  private static final int DIGITS = 1 << DIGIT_BITS;

  /** Where a bucket is as small as this, insertion alone is faster. */
  private static final int FEW = 20;

  private static final int MOST = 512;
  private static final int MOST_OF_A_DIGIT = 24;

  /** For so many more there is room behind the events of a run. */
  private static final int SPARE = 32;

  /** How many have a digit, then where the next of them goes. */
  private final int[] places = new int[DIGITS];

  private long[] sorted = new long[(FEW + SPARE) * EventBlocks.EVENT_LONGS];
  private int longs;

  long[] sorted() {
    return sorted;
  }

  int longs() {
    return longs;
  }

  /**
   * Takes the events of a bucket out of their blocks and frees these; false if it leaves all as it
   * was.
   *
   * @param bits in how many low bits their times may differ
   */
  boolean sort(EventBlocks blocks, int first, int end, int bits) {
    int shift = Math.max(0, bits - DIGIT_BITS);
    int count = blocks.longs(first, end, MOST * EventBlocks.EVENT_LONGS);
    if (count > MOST * EventBlocks.EVENT_LONGS) {
      return false;
    }
    if (count > FEW * EventBlocks.EVENT_LONGS) {
      if (!count(blocks, first, end, shift)) {
        return false;
      }
      reserve(count);
      scatter(blocks, first, end, shift);
    } else {
      copy(blocks, first, end);
    }
    longs = count;
    insert();
    return true;
  }

  private void reserve(int filledLongs) {
    int needed = filledLongs + SPARE * EventBlocks.EVENT_LONGS;
    if (needed > sorted.length) {
      sorted = new long[needed + SPARE * EventBlocks.EVENT_LONGS];
    }
  }

  private boolean count(EventBlocks blocks, int first, int end, int shift) {
    Arrays.fill(places, 0);
    for (int block = first; ; block = blocks.next(block)) {
      long[] page = blocks.page(block);
      int from = blocks.offset(block) + 1;
      int to = from + blocks.longsIn(block, end);
      for (int i = from; i < to; i += EventBlocks.EVENT_LONGS) {
        places[(int) (page[i] >>> shift) & (DIGITS - 1)]++;
      }
      if (blocks.isLast(block, end)) {
        break;
      }
    }
    int place = 0;
    for (int digit = 0; digit < DIGITS; digit++) {
      int here = places[digit];
      if (here > MOST_OF_A_DIGIT) {
        return false;
      }
      places[digit] = place;
      place += here * EventBlocks.EVENT_LONGS;
    }
    return true;
  }

  private void scatter(EventBlocks blocks, int first, int end, int shift) {
    long[] into = sorted;
    boolean last;
    int block = first;
    do {
      long[] page = blocks.page(block);
      int from = blocks.offset(block) + 1;
      int to = from + blocks.longsIn(block, end);
      for (int i = from; i < to; i += EventBlocks.EVENT_LONGS) {
        int digit = (int) (page[i] >>> shift) & (DIGITS - 1);
        int at = places[digit];
        places[digit] = at + EventBlocks.EVENT_LONGS;
        into[at] = page[i];
        into[at + 1] = page[i + 1];
        into[at + 2] = page[i + 2];
      }
      last = blocks.isLast(block, end);
      block = blocks.free(block);
    } while (!last);
  }

  private void copy(EventBlocks blocks, int first, int end) {
    int at = 0;
    boolean last;
    int block = first;
    do {
      int count = blocks.longsIn(block, end);
      System.arraycopy(blocks.page(block), blocks.offset(block) + 1, sorted, at, count);
      at += count;
      last = blocks.isLast(block, end);
      block = blocks.free(block);
    } while (!last);
  }

  private void insert() {
    long[] events = sorted;
    for (int i = EventBlocks.EVENT_LONGS; i < longs; i += EventBlocks.EVENT_LONGS) {
      long time = events[i];
      int at = i;
      if (events[at - EventBlocks.EVENT_LONGS] <= time) {
        continue;
      }
      long route = events[i + 1];
      long word = events[i + 2];
      do {
        events[at] = events[at - 3];
        events[at + 1] = events[at - 2];
        events[at + 2] = events[at - 1];
        at -= EventBlocks.EVENT_LONGS;
      } while (at > 0 && events[at - EventBlocks.EVENT_LONGS] > time);
      events[at] = time;
      events[at + 1] = route;
      events[at + 2] = word;
    }
  }
}
