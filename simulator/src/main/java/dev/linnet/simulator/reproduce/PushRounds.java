package dev.linnet.simulator.reproduce;

import dev.linnet.simulator.study.Sample;
import dev.linnet.simulator.workload.Settings;
import java.util.Locale;

/**
 * How many rounds a rumor takes when each who knows it calls one other in each round: log2 n + ln n
 * and a constant (Frieze, Grimmett 1985; Pittel, On spreading a rumor, SIAM J. Appl. Math. 47,
 * 1987), with the constants of Doerr and Künnemann, Tight analysis of randomized rumor spreading in
 * complete graphs, ANALCO 2014: from ⌊log2 n⌋ + ln n − 1.116 to ⌈log2 n⌉ + ln n + 2.765 + o(1).
 */
final class PushRounds implements Experiment {
  private static final double BELOW = 1.116;
  private static final double ABOVE = 2.765;

  @Override
  public String name() {
    return "push-rounds";
  }

  @Override
  public String source() {
    return "Frieze and Grimmett 1985, Pittel 1987: rounds until a pushed rumor is everywhere;"
        + " bounds of Doerr and Künnemann 2014";
  }

  @Override
  public void run(Session session) {
    int cost = 1;
    for (int nodes = 100; nodes <= 100_000; nodes *= 10) {
      Sample rounds =
          session
              .run("anti-entropy", nodes, cost, Settings.of("direction", "push"))
              .figure("rounds");
      int floor = 31 - Integer.numberOfLeadingZeros(nodes);
      double least = floor + Math.log(nodes) - BELOW;
      double most = floor + 1 + Math.log(nodes) + ABOVE;
      session.found(
          Row.between(
              "n = " + nodes + ": rounds",
              String.format(Locale.ROOT, "%.2f to %.2f", least, most),
              least,
              most,
              rounds));
      cost *= 5;
    }
  }
}
