package dev.linnet.simulator.reproduce;

import dev.linnet.simulator.workload.Settings;

/**
 * How soon SWIM finds a crash (Das, Gupta, Motivala, DSN 2002, section 3.1): a period in which each
 * of the n − 1 others pings one member finds it with 1 − (1 − 1/(n−1))^(n−1), which comes near to 1
 * − 1/e, so that e/(e − 1) periods are expected; at the largest size of their cluster, and at a
 * thousand.
 */
final class SwimTimes implements Experiment {
  private static final int[] SIZES = {56, 1_000};

  @Override
  public String name() {
    return "swim-detection";
  }

  @Override
  public String source() {
    return "Das, Gupta, Motivala 2002, sections 3.1 and 4.3: periods until SWIM finds a crash";
  }

  @Override
  public void run(Session session) {
    int cost = 1;
    for (int nodes : SIZES) {
      double others = nodes - 1;
      double expected = 1 / (1 - Math.pow(1 - 1 / others, others));
      Trials random = session.run("swim", nodes, cost, Settings.of("targets", "random"));
      session.found(
          Row.expected(
              "n = " + nodes + ": periods until the first detection",
              "e/(e-1) = 1.582",
              expected,
              random.figure("detectedAfterPeriods")));
      cost *= 10;
    }
    double limit = Math.E / (Math.E - 1);
    int nodes = SIZES[0];
    Sample inTurn =
        session
            .run("swim", nodes, 1, Settings.of("targets", "round-robin"))
            .figure("detectedAfterPeriods");
    session.found(
        Row.between(
            "n = " + nodes + ", in turn: periods until the first detection",
            "as at random",
            limit - 1.0 / nodes,
            limit + 1.0 / nodes,
            inTurn));
    session.found(
        Row.atMost(
            "n = " + nodes + ", in turn: the longest of all runs",
            "2 n - 1",
            2 * nodes - 1,
            inTurn));
  }
}
