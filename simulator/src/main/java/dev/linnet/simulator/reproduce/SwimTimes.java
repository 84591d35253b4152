package dev.linnet.simulator.reproduce;

import dev.linnet.simulator.study.Sample;
import dev.linnet.simulator.workload.Settings;
import java.util.Locale;

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
    apart(session);
  }

  /**
   * As in a running group, where periods do not begin together: of m others that ping all in turn,
   * none has pinged the member after t periods with (1 − t/m)^m, which makes m/(m + 1) periods
   * until the first ping, and one more until the end of that period. {@code ScaleCubeDetectionTest}
   * has real members of ScaleCube beside the same expectation.
   */
  private static void apart(Session session) {
    int nodes = 16;
    double others = nodes - 1;
    Sample ours =
        session
            .run("swim", nodes, 1, Settings.of("targets", "round-robin", "phases", "apart"))
            .figure("detectedAfterPeriods");
    double expected = others / (others + 1) + 1;
    session.found(
        Row.expected(
            "n = " + nodes + ", in turn, each at its own time: periods until the first detection",
            String.format(Locale.ROOT, "%.3f by the same argument", expected),
            expected,
            ours));
  }
}
