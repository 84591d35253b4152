package dev.linnet.simulator.engine;

import java.util.Arrays;

/**
 * What is still to happen, in the order (time, when it was asked for): a radix queue, as nothing is
 * ever asked for in the past (R. K. Ahuja, K. Mehlhorn, J. B. Orlin, R. E. Tarjan: Faster
 * algorithms for the shortest path problem, JACM 37(2), 1990).
 *
 * <p>Times are numbers of eleven digits of six bits. An event waits at the level of the highest
 * digit in which its time differs from {@link #now}, in the bucket of that digit. So all events of
 * a lower level come before those of a higher one; a bucket is opened only when the levels below it
 * are empty; and since its events then move down in the order in which they lie, those of one time
 * always lie in the order in which they were asked for. No event carries a number for that.
 *
 * <p>What is opened becomes a <i>run</i>, from which events are taken one after another: the blocks
 * of a bucket of one single time, or a bucket of several times that is small enough to be sorted at
 * once. Any other bucket is spread over the levels below. What comes in between the events of a
 * sorted run is put there if that is near its end, and otherwise sends the rest of it down, too. So
 * what an event costs is bounded for each level, whatever the delays.
 */
final class EventQueue {
  /** The buckets of a level are the bits of one {@code long}. */
  private static final int DIGIT_BITS = 6;

  private static final int DIGITS = 1 << DIGIT_BITS;
  private static final int LEVELS = (Long.SIZE + DIGIT_BITS - 1) / DIGIT_BITS;

  /** An event may be put before so many of a run: to move more is slower than to break it up. */
  private static final int MOST_BEHIND_LONGS = 128 * EventBlocks.EVENT_LONGS;

  private final EventBlocks blocks;
  private final RunSort sort = new RunSort();

  /** For each bucket of the levels in use, its first block. */
  private int[] first = {};

  /** For each bucket of the levels in use, the place behind its last event; 0 if it is empty. */
  private int[] end = {};

  /** For each level one bit for each bucket that holds something. */
  private final long[] occupied = new long[LEVELS];

  /** One bit for each level that holds something. */
  private int occupiedLevels;

  private long now;

  private long[] run = {};
  private int runAt;
  private int runEnd;

  /** The level of the bucket of which the run is; what is asked for below it breaks the run up. */
  private int runLevel;

  /** The block that the run lies in, and where the bucket ends; 0 if the run is a sorted copy. */
  private int runBlock;

  private int runBucketEnd;

  private long route;
  private long word;

  EventQueue(int expectedEvents) {
    blocks = new EventBlocks(expectedEvents);
  }

  /** Nothing to come is before it: the time of what was taken last, if something was. */
  long now() {
    return now;
  }

  /** What was given with what was taken last. */
  long route() {
    return route;
  }

  long word() {
    return word;
  }

  boolean isEmpty() {
    return occupiedLevels == 0 && runAt == runEnd && (runBlock == 0 || isRunsLastBlock());
  }

  /** Asks for an event; {@code time} is never before {@link #now}. */
  void add(long time, long eventRoute, long eventWord) {
    int level = level(time);
    if (level < runLevel) {
      if (putIntoRun(time, eventRoute, eventWord)) {
        return;
      }
      breakRunUp();
      level = level(time);
    }
    append(level, time, eventRoute, eventWord);
  }

  private int level(long time) {
    return (Long.SIZE - 1 - Long.numberOfLeadingZeros((time ^ now) | 1)) / DIGIT_BITS;
  }

  private void append(int level, long time, long eventRoute, long eventWord) {
    int bucket = level * DIGITS + ((int) (time >>> (level * DIGIT_BITS)) & (DIGITS - 1));
    if (bucket >= end.length) {
      reach(level);
    }
    int at = end[bucket];
    if (blocks.isFull(at)) {
      at = grow(bucket, at);
    }
    long[] page = blocks.page(at);
    int offset = blocks.offset(at);
    page[offset] = time;
    page[offset + 1] = eventRoute;
    page[offset + 2] = eventWord;
    end[bucket] = at + EventBlocks.EVENT_LONGS;
  }

  /** Levels come into use as times reach them. */
  private void reach(int level) {
    first = Arrays.copyOf(first, (level + 1) * DIGITS);
    end = Arrays.copyOf(end, (level + 1) * DIGITS);
  }

  /** A bucket that is empty, or whose last block is full, gets a block; answers its first place. */
  private int grow(int bucket, int at) {
    int block = blocks.allocate();
    if (at != 0) {
      blocks.link(at, block);
    } else {
      first[bucket] = block;
      occupied[bucket / DIGITS] |= 1L << (bucket % DIGITS);
      occupiedLevels |= 1 << (bucket / DIGITS);
    }
    return block + 1;
  }

  /** Takes the next event, if it is due at {@code limit} or before. */
  boolean take(long limit) {
    while (runAt == runEnd) {
      if (!nextRun(limit)) {
        return false;
      }
    }
    long time = run[runAt];
    if (time > limit) {
      return false;
    }
    now = time;
    route = run[runAt + 1];
    word = run[runAt + 2];
    runAt += EventBlocks.EVENT_LONGS;
    return true;
  }

  private boolean nextRun(long limit) {
    runLevel = 0;
    if (runBlock != 0) {
      boolean last = isRunsLastBlock();
      int next = blocks.free(runBlock);
      if (!last) {
        read(next);
        return true;
      }
      runBlock = 0;
    }
    return open(limit);
  }

  private boolean isRunsLastBlock() {
    return blocks.isLast(runBlock, runBucketEnd);
  }

  /** Events of one time are taken from where they lie. */
  private void read(int block) {
    runBlock = block;
    run = blocks.page(block);
    runAt = blocks.offset(block) + 1;
    runEnd = runAt + blocks.longsIn(block, runBucketEnd);
  }

  /** Opens the first bucket, unless all of it is after {@code limit}. */
  private boolean open(long limit) {
    if (occupiedLevels == 0) {
      return false;
    }
    int level = Integer.numberOfTrailingZeros(occupiedLevels);
    int digit = Long.numberOfTrailingZeros(occupied[level]);
    int shift = level * DIGIT_BITS;
    long begin = ((now >>> shift) & -DIGITS | digit) << shift;
    if (begin > limit) {
      return false;
    }
    now = begin;
    int bucket = level * DIGITS + digit;
    int bucketEnd = end[bucket];
    end[bucket] = 0;
    clear(level, digit);
    if (level == 0) {
      runBucketEnd = bucketEnd;
      read(first[bucket]);
    } else if (sort.sort(blocks, first[bucket], bucketEnd, shift)) {
      run = sort.sorted();
      runAt = 0;
      runEnd = sort.longs();
      runLevel = level;
    } else {
      spread(first[bucket], bucketEnd);
    }
    return true;
  }

  private void clear(int level, int digit) {
    occupied[level] &= ~(1L << digit);
    if (occupied[level] == 0) {
      occupiedLevels &= ~(1 << level);
    }
  }

  /** The events of a bucket go down to the levels below it. */
  private void spread(int firstBlock, int bucketEnd) {
    boolean last;
    int block = firstBlock;
    do {
      long[] page = blocks.page(block);
      int from = blocks.offset(block) + 1;
      int to = from + blocks.longsIn(block, bucketEnd);
      for (int i = from; i < to; i += EventBlocks.EVENT_LONGS) {
        append(level(page[i]), page[i], page[i + 1], page[i + 2]);
      }
      last = blocks.isLast(block, bucketEnd);
      block = blocks.free(block);
    } while (!last);
  }

  /** Behind all that are due by its time; false if many come later, or there is no room. */
  private boolean putIntoRun(long time, long eventRoute, long eventWord) {
    if (runEnd == run.length) {
      return false;
    }
    int at = runEnd;
    while (at > runAt && run[at - EventBlocks.EVENT_LONGS] > time) {
      at -= EventBlocks.EVENT_LONGS;
      if (runEnd - at > MOST_BEHIND_LONGS) {
        return false;
      }
    }
    System.arraycopy(run, at, run, at + EventBlocks.EVENT_LONGS, runEnd - at);
    run[at] = time;
    run[at + 1] = eventRoute;
    run[at + 2] = eventWord;
    runEnd += EventBlocks.EVENT_LONGS;
    return true;
  }

  /** What is left of a run goes down, before what now comes in between. */
  private void breakRunUp() {
    runLevel = 0;
    int from = runAt;
    runAt = runEnd;
    for (int i = from; i < runEnd; i += EventBlocks.EVENT_LONGS) {
      append(level(run[i]), run[i], run[i + 1], run[i + 2]);
    }
  }
}
