package dev.linnet.soak;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Storm after storm, from one seed. Kinds come from a shuffled deck, so that a run that is long
 * enough has as many of each; hosts are drawn, and none has two faults at once.
 */
final class Schedule {
  static final int STORM_MILLIS = 70_000;

  /** Between the begins of two faults, on average. */
  private static final int MEAN_GAP_MILLIS = 5_000;

  /** A host that came back is let alone for a while, or nobody would see that it did. */
  private static final int REST_MILLIS = 12_000;

  private final Random random;
  private final List<Integer> regions;
  private final Set<FaultKind> kinds;
  private final int spared;
  private final Deque<FaultKind> deck = new ArrayDeque<>();

  /**
   * A schedule.
   *
   * @param regions the region of each host, by number
   * @param kinds what this machine can do
   * @param spared a host whose process goes on from the begin to the end, so that its memory tells
   */
  Schedule(long seed, List<Integer> regions, Set<FaultKind> kinds, int spared) {
    this.random = new Random(seed);
    this.regions = List.copyOf(regions);
    this.kinds = kinds;
    this.spared = spared;
  }

  /** The next storm's faults, in order. */
  List<Fault> storm() {
    List<Fault> storm = new ArrayList<>();
    int[] freeAt = new int[regions.size()];
    int at = gap();
    while (at < STORM_MILLIS) {
      FaultKind kind = deal();
      int forMillis = kind.leastMillis + random.nextInt(kind.mostMillis - kind.leastMillis);
      int now = at;
      List<Integer> free =
          IntStream.range(0, regions.size())
              .filter(host -> freeAt[host] <= now && !(host == spared && kind.excuses))
              .boxed()
              .toList();
      if (!free.isEmpty()) {
        int host = free.get(random.nextInt(free.size()));
        storm.add(new Fault(kind, host, other(host), at, forMillis, random.nextLong()));
        freeAt[host] = at + forMillis + REST_MILLIS;
      }
      at += gap();
    }
    return storm;
  }

  private int other(int host) {
    List<Integer> elsewhere =
        IntStream.range(0, regions.size())
            .filter(each -> !regions.get(each).equals(regions.get(host)))
            .boxed()
            .toList();
    return elsewhere.get(random.nextInt(elsewhere.size()));
  }

  private int gap() {
    return (int) (-MEAN_GAP_MILLIS * Math.log(1 - random.nextDouble())) + 100;
  }

  private FaultKind deal() {
    if (deck.isEmpty()) {
      List<FaultKind> shuffled = new ArrayList<>(kinds);
      Collections.shuffle(shuffled, random);
      deck.addAll(shuffled);
    }
    return deck.removeFirst();
  }
}
