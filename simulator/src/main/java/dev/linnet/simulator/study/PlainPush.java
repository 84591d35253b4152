package dev.linnet.simulator.study;

import dev.linnet.core.gossip.Sample;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * The gossip to compare with: whoever has news sends it once to some nodes drawn from all, and is
 * done. Regions are nothing to it.
 */
final class PlainPush {
  private PlainPush() {}

  static Measure of(int nodes, int fanout, long messageBytes, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<Integer> all = IntStream.range(0, nodes).boxed().toList();
    boolean[] has = new boolean[nodes];
    Measure measure = new Measure(nodes);
    List<Integer> fresh = List.of(0);
    has[0] = true;
    measure.reached(0);
    for (int round = 1; !fresh.isEmpty(); round++) {
      List<Integer> next = new ArrayList<>();
      for (int sender : fresh) {
        for (int to : Sample.of(fanout, all, random)) {
          if (to == sender) {
            continue;
          }
          measure.sent(messageBytes);
          measure.copy();
          if (!has[to]) {
            has[to] = true;
            measure.reached(round);
            next.add(to);
          }
        }
      }
      fresh = next;
    }
    return measure;
  }
}
