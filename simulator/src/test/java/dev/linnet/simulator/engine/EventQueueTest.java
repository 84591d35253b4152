package dev.linnet.simulator.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.function.LongUnaryOperator;
import org.junit.jupiter.api.Test;

/** The queue beside the library's, with a number for each event to settle ties. */
class EventQueueTest {
  private record Plain(long time, long order) implements Comparable<Plain> {
    @Override
    public int compareTo(Plain other) {
      return time != other.time ? Long.compare(time, other.time) : Long.compare(order, other.order);
    }
  }

  private final PriorityQueue<Plain> plain = new PriorityQueue<>();
  private long asked;

  private void add(EventQueue queue, long time) {
    plain.add(new Plain(time, asked));
    queue.add(time, asked, ~asked);
    asked++;
  }

  private void takeAndCompare(EventQueue queue, long limit, String where) {
    Plain next = plain.peek();
    boolean due = next != null && next.time() <= limit;
    assertThat(queue.take(limit)).as(where).isEqualTo(due);
    if (due) {
      plain.remove();
      assertThat(queue.now()).as(where).isEqualTo(next.time());
      assertThat(queue.route()).as(where).isEqualTo(next.order());
      assertThat(queue.word()).as(where).isEqualTo(~next.order());
    }
    assertThat(queue.isEmpty()).as(where).isEqualTo(plain.isEmpty());
  }

  /** Grows to some thousand events, shrinks to none, and again; with a limit now and then. */
  private void compare(int expected, long seed, String kind, LongUnaryOperator delay) {
    String where = kind + ", queue for " + expected + ", seed " + seed;
    SplittableRandom random = new SplittableRandom(seed);
    EventQueue queue = new EventQueue(expected);
    long now = 0;
    for (int phase = 0; phase < 4; phase++) {
      double growth = phase % 2 == 0 ? 1.4 : 0.5;
      for (int i = 0; i < 4_000 || (phase == 3 && !plain.isEmpty()); i++) {
        int adds = random.nextDouble() < growth / 2 ? 2 : 0;
        for (int k = 0; k < adds && i < 4_000; k++) {
          add(queue, now + delay.applyAsLong(random.nextLong()));
        }
        boolean limited = random.nextInt(8) == 0;
        long limit = limited ? now + delay.applyAsLong(random.nextLong()) : Long.MAX_VALUE;
        takeAndCompare(queue, limit, where);
        now = limited ? Math.max(limit, queue.now()) : queue.now();
      }
    }
    assertThat(plain).as(where).isEmpty();
  }

  @Test
  void handsEventsOutByTimeAndThenAsTheyWereAskedFor() {
    for (int expected : new int[] {1, 1 << 14, 1 << 20}) {
      for (long seed = 0; seed < 10; seed++) {
        compare(expected, seed, "whole delays", bits -> 10 + SplitMix.below(bits, 91));
        compare(expected, seed, "no delay", bits -> 0);
        compare(expected, seed, "fine delays", bits -> 1 << 20 | bits >>> 40);
        compare(expected, seed, "few times", bits -> (bits & 3) << 30);
        compare(expected, seed, "none or long", bits -> (bits & 1) * (1L << 40));
        compare(expected, seed, "all magnitudes", bits -> (bits >>> 24) >>> (bits & 63));
        compare(expected, seed, "crowded", bits -> 1_000_000 + (bits & (bits >>> 9) & 1023));
      }
    }
  }

  @Test
  void reachesTheLastTimeThereIs() {
    EventQueue queue = new EventQueue(1);
    add(queue, Long.MAX_VALUE);
    add(queue, Long.MAX_VALUE - 1);
    add(queue, Long.MAX_VALUE);
    takeAndCompare(queue, Long.MAX_VALUE - 2, "before all");
    for (int i = 0; i < 4; i++) {
      takeAndCompare(queue, Long.MAX_VALUE, "the end of time");
    }
  }
}
