package dev.linnet.daemon.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Queue;
import org.junit.jupiter.api.Test;

class SlotsTest {
  private static final long MILLI = 1_000_000L;
  private static final long SECOND = 1_000 * MILLI;
  private static final int KIB = 1024;

  private record Timed(long atNanos, Runnable task) {}

  private final PriorityQueue<Timed> timer =
      new PriorityQueue<>(Comparator.comparingLong(Timed::atNanos));
  private final List<String> begun = new ArrayList<>();
  private final Queue<Asked> moving = new ArrayDeque<>();
  private final List<String> refused = new ArrayList<>();
  private long nowNanos = -3 * SECOND;
  private boolean answering;

  /** A chunk that somebody waits for. */
  private final class Asked implements Slots.Move {
    private final String of;
    private final Slots.Slot slot;

    Asked(Slots slots, String of) {
      this.of = of;
      this.slot = slots.slot(of, this);
      slot.enter();
    }

    @Override
    public void begin() {
      begun.add(of);
      moving.add(this);
    }

    @Override
    public void refuse(String why) {
      refused.add(of + ": " + why);
    }
  }

  private Slots slots(SlotLimits limits) {
    return new Slots(
        limits,
        () -> answering,
        () -> nowNanos,
        (wait, task) -> timer.add(new Timed(nowNanos + wait.toNanos(), task)));
  }

  private static SlotLimits limits(int most, int mostOfOne, int mostWaiting, long bytesPerSecond) {
    return new SlotLimits(most, mostOfOne, mostWaiting, Duration.ofSeconds(5), bytesPerSecond);
  }

  private void pass(long nanos) {
    long end = nowNanos + nanos;
    while (!timer.isEmpty() && timer.element().atNanos() <= end) {
      Timed next = timer.remove();
      nowNanos = Math.max(nowNanos, next.atNanos());
      next.task().run();
    }
    nowNanos = end;
  }

  private List<Asked> ask(Slots slots, String of, int count) {
    List<Asked> asked = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      asked.add(new Asked(slots, of));
    }
    return asked;
  }

  @Test
  void soManyMoveAtOnceAndTheNextWhenOneIsDone() {
    Slots slots = slots(limits(2, 2, 10, 0));
    List<Asked> asked = ask(slots, "a", 3);
    assertThat(begun).hasSize(2);

    asked.get(0).slot.leave();
    asked.get(0).slot.leave();

    assertThat(begun).hasSize(3);
  }

  @Test
  void whoAsksForMuchWaitsBehindItselfAlone() {
    Slots slots = slots(limits(2, 2, 1_000, 0));
    ask(slots, "flood", 500);
    ask(slots, "b", 20);
    ask(slots, "c", 20);
    begun.clear();

    for (int done = 0; done < 30; done++) {
      moving.remove().slot.leave();
    }
    for (String of : List.of("flood", "b", "c")) {
      assertThat(begun).filteredOn(of::equals).hasSize(10);
    }
  }

  @Test
  void aFloodTakesNobodysPlaceInLine() {
    Slots slots = slots(limits(1, 1, 20, 0));
    ask(slots, "flood", 100);
    assertThat(refused).hasSize(79).allMatch(why -> why.equals("flood: busy: 20 others wait"));

    List<Asked> late = ask(slots, "b", 1);
    assertThat(refused).hasSize(80).last().isEqualTo("flood: busy: 20 others wait");
    late.get(0).slot.leave();
    assertThat(begun).containsExactly("flood");
  }

  @Test
  void oneThatReadsSlowlyTakesItsShareOfTheSlotsAlone() {
    Slots slots = slots(limits(4, 2, 100, 0));
    List<Asked> slow = ask(slots, "slow", 10);
    assertThat(begun).hasSize(2);
    ask(slots, "b", 1);
    assertThat(begun).containsExactly("slow", "slow", "b");

    pass(61 * SECOND);
    assertThat(refused).contains("slow: it took too long");
    assertThat(begun).doesNotContain("c");
    slow.get(0).slot.leave();
    ask(slots, "slow", 5);
    assertThat(begun).filteredOn("slow"::equals).hasSize(3);
  }

  @Test
  void whoWaitsInVainIsToldSo() {
    Slots slots = slots(limits(1, 1, 10, 0));
    ask(slots, "a", 1);
    List<Asked> waiting = ask(slots, "b", 1);
    pass(4 * SECOND);
    assertThat(refused).isEmpty();
    pass(2 * SECOND);
    assertThat(refused).containsExactly("b: busy: no slot became free in time");

    waiting.get(0).slot.enter();
    assertThat(begun).containsExactly("a");
  }

  @Test
  void whoLeavesTheLineIsNotWaitedFor() {
    Slots slots = slots(limits(1, 1, 10, 0));
    List<Asked> first = ask(slots, "a", 1);
    List<Asked> gone = ask(slots, "b", 1);
    ask(slots, "c", 1);
    gone.get(0).slot.leave();
    first.get(0).slot.leave();
    assertThat(begun).containsExactly("a", "c");
  }

  @Test
  void noMoreBytesASecondThanTheCapSays() {
    Slots slots = slots(limits(4, 4, 100, 64 * KIB));
    for (int second = 1; second <= 10; second++) {
      while (begun.size() < 4L * second) {
        int before = begun.size();
        Asked asked = new Asked(slots, "a");
        while (begun.size() == before) {
          pass(MILLI);
        }
        asked.slot.spend(16 * KIB);
        asked.slot.leave();
      }
    }
    double seconds = (nowNanos + 3 * SECOND) / 1e9;
    assertThat(40 * 16 * KIB / seconds).isBetween(60.0 * KIB, 68.0 * KIB);
  }

  @Test
  void whileTheNodeAnswersOneMovesAndRestsThreeTimesAsLong() {
    Slots slots = slots(limits(8, 8, 100, 0));
    answering = true;
    List<Asked> asked = ask(slots, "a", 20);
    assertThat(begun).hasSize(1);

    pass(100 * MILLI);
    asked.get(0).slot.leave();
    pass(299 * MILLI);
    assertThat(begun).hasSize(1);
    pass(2 * MILLI);
    assertThat(begun).hasSize(2);

    answering = false;
    asked.get(1).slot.leave();
    assertThat(begun).hasSize(10);
  }
}
