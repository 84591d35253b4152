package dev.linnet.simulator.engine;

import java.util.Arrays;

/**
 * Room for the events of a queue: blocks of a few events each, chained to buckets, in pages of
 * {@code long}. A block begins with the number of the next one; an event is three numbers: time,
 * route, word. What is freed last is given out first, since it is still in the cache.
 *
 * <p>Places are counted in {@code long}s over all pages. Place 0 is no block's, so 0 says "none".
 */
final class EventBlocks {
  static final int EVENT_LONGS = 3;

  /** A block is one of these, so that events fill it: 1 + 3 k is a power of four. */
  private static final int FEW_EVENTS_SHIFT = 4;

  private static final int SOME_EVENTS_SHIFT = 6;
  private static final int MANY_EVENTS_SHIFT = 8;

  private static final int BLOCKS_OF_PAGE_SHIFT = 3;

  private final int blockShift;
  private final int blockMask;
  private final int pageShift;
  private final int pageMask;

  private long[][] pages = {};
  private int pageCount;
  private int fresh;
  private int freeBlock;

  /** Large blocks are read faster, small ones waste less where each bucket holds only a few. */
  EventBlocks(int expectedEvents) {
    blockShift =
        expectedEvents < 1 << 9
            ? FEW_EVENTS_SHIFT
            : expectedEvents < 1 << 16 ? SOME_EVENTS_SHIFT : MANY_EVENTS_SHIFT;
    blockMask = (1 << blockShift) - 1;
    pageShift = blockShift + BLOCKS_OF_PAGE_SHIFT;
    pageMask = (1 << pageShift) - 1;
    fresh = 1 << blockShift;
  }

  long[] page(int place) {
    return pages[place >>> pageShift];
  }

  int offset(int place) {
    return place & pageMask;
  }

  /** True of the place behind the last event of a full block, and of none. */
  boolean isFull(int end) {
    return (end & blockMask) == 0;
  }

  int next(int block) {
    return (int) page(block)[offset(block)];
  }

  /** The block that is full up to {@code end} is followed by another. */
  void link(int end, int next) {
    int block = end - blockMask - 1;
    page(block)[offset(block)] = next;
  }

  boolean isLast(int block, int end) {
    return block == ((end - 1) & ~blockMask);
  }

  /** The longs of the events in a block of the bucket that ends there. */
  int longsIn(int block, int end) {
    return isLast(block, end) ? end - block - 1 : blockMask;
  }

  /** The longs of all events from a block to the end of its bucket, or more than {@code most}. */
  int longs(int first, int end, int most) {
    int longs = longsIn(first, end);
    for (int block = first; !isLast(block, end) && longs <= most; longs += longsIn(block, end)) {
      block = next(block);
    }
    return longs;
  }

  int allocate() {
    int block = freeBlock;
    if (block != 0) {
      freeBlock = next(block);
      return block;
    }
    block = fresh;
    if (block >>> pageShift == pageCount) {
      addPage();
    }
    fresh = Math.addExact(block, 1 << blockShift);
    return block;
  }

  private void addPage() {
    if (pageCount == pages.length) {
      pages = Arrays.copyOf(pages, Math.max(4, pageCount + pageCount / 2));
    }
    pages[pageCount++] = new long[1 << pageShift];
  }

  /** Gives a block back, and answers which was next. */
  int free(int block) {
    long[] page = page(block);
    int next = (int) page[offset(block)];
    page[offset(block)] = freeBlock;
    freeBlock = block;
    return next;
  }
}
