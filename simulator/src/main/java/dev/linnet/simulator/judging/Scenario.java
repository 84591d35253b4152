package dev.linnet.simulator.judging;

import dev.linnet.core.health.Baseline;
import dev.linnet.core.health.Gate;
import dev.linnet.core.health.Gate.Compare;
import dev.linnet.simulator.judging.Flow.Truth;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleUnaryOperator;
import java.util.function.ToDoubleBiFunction;
import java.util.stream.IntStream;

/**
 * A gate, streams, and who judges them.
 *
 * @param runs of each stream
 */
record Scenario(Gate gate, List<Flow> flows, List<Contender> contenders, int runs) {
  private static final int HEALTHY_REQUESTS = 10_000;
  private static final int ERROR_BATCH = 10;
  private static final int DRIFT_REQUESTS = 5_000;

  /** A look at a drift gate takes a hundred times as long as one at a share. */
  private static final int DRIFT_BATCH = 250;

  private static final int BINS = 10;
  private static final int HALVINGS = 60;

  /** A row for each contender: what a fresh one holds, which is what it ever holds. */
  List<String> sizes() {
    return contenders.stream()
        .map(
            it ->
                "| "
                    + gate.metric()
                    + " | "
                    + it.name()
                    + " | "
                    + it.fresh().get().sizeBytes()
                    + " |")
        .toList();
  }

  /** Of the gate that a plan has if it names none: at most 5 % errors, 10 % are surely bad. */
  static Scenario ofErrors(int runs) {
    Gate gate = Gate.defaults().get(0);
    double limit = gate.threshold();
    double bad = limit + gate.margin();
    List<Flow> flows =
        List.of(
            errors("1 % fail", Truth.GOOD, 0.01),
            errors("at the threshold: 5 %", Truth.GOOD, limit),
            errors("at threshold and margin: 10 %", Truth.BAD, bad),
            errors("small shift: 12 %", Truth.BAD, 0.12),
            errors("large shift: 50 %", Truth.BAD, 0.5),
            new Flow(
                "1 %, after 10,000 requests 50 %",
                Truth.TURNS,
                pair(0.5),
                pair(0),
                pair(0.01),
                HEALTHY_REQUESTS,
                HEALTHY_REQUESTS + 2_000,
                ERROR_BATCH));
    FixedTest.Limits limits =
        new FixedTest.Limits(ERROR_BATCH, HEALTHY_REQUESTS, limit, gate.alpha(), bad, gate.beta());
    return new Scenario(
        gate,
        flows,
        List.of(
            new Contender("the judge", true, () -> new CoreJudge(gate, List.of())),
            new Contender("fixed sample, each batch", true, () -> new FixedTest(limits, true)),
            new Contender("fixed sample, at its end", true, () -> new FixedTest(limits, false)),
            new Contender("Page-Hinkley", false, () -> new PageHinkley(2))),
        runs);
  }

  private static Flow errors(String name, Truth truth, double share) {
    return new Flow(
        name, truth, pair(share), pair(0), pair(share), 0, HEALTHY_REQUESTS, ERROR_BATCH);
  }

  private static double[] pair(double share) {
    return new double[] {1 - share, share};
  }

  /** Of the population stability index, at the limits that its users take for large. */
  static Scenario ofPsi(int runs) {
    return ofDrift(
        Gate.of("drift", "prediction.drift.psi", true, "> 0.2", Compare.BASELINE, 0.01),
        tilt -> tilt * Math.log((1 + tilt) / (1 - tilt)) / 2,
        PlainDistance::psi,
        runs);
  }

  /** Of the largest distance between distribution functions. */
  static Scenario ofKs(int runs) {
    return ofDrift(
        Gate.of("drift", "prediction.drift.ks", true, "> 0.1", Compare.BASELINE, 0.01),
        tilt -> tilt / 2,
        PlainDistance::ks,
        runs);
  }

  /** The distance that a tilt from 0 to 1 makes, and the plain one of what was counted. */
  private static Scenario ofDrift(
      Gate gate, DoubleUnaryOperator ofTilt, ToDoubleBiFunction<Baseline, long[]> plain, int runs) {
    Baseline baseline =
        new Baseline(
            Baseline.Side.OUTPUT,
            "y",
            IntStream.range(1, BINS).mapToObj(edge -> (double) edge).toList(),
            Collections.nCopies(BINS, 1.0 / BINS));
    double limit = gate.threshold();
    double bad = limit + gate.margin();
    double small = 1.25 * bad;
    double large = 2 * bad;
    double[] even = tilted(0);
    double[] moved = tilted(tilt(ofTilt, large));
    List<Flow> flows =
        List.of(
            drift("as the baseline", Truth.GOOD, even, even),
            drift(
                text("at the threshold: %.2f", limit),
                Truth.GOOD,
                tilted(tilt(ofTilt, limit)),
                even),
            drift(text("the version before too: %.2f", large), Truth.GOOD, moved, moved),
            drift(
                text("at threshold and margin: %.2f", bad),
                Truth.BAD,
                tilted(tilt(ofTilt, bad)),
                even),
            drift(text("small shift: %.2f", small), Truth.BAD, tilted(tilt(ofTilt, small)), even),
            drift(text("large shift: %.2f", large), Truth.BAD, moved, even),
            new Flow(
                text("as the baseline, after 5,000 requests %.2f", large),
                Truth.TURNS,
                moved,
                even,
                even,
                DRIFT_REQUESTS,
                3 * DRIFT_REQUESTS,
                DRIFT_BATCH));
    return new Scenario(
        gate,
        flows,
        List.of(
            new Contender("the judge", true, () -> new CoreJudge(gate, List.of(baseline))),
            new Contender(
                "plain distance, each batch",
                true,
                () -> new PlainDistance(baseline, plain, limit)),
            new Contender("Page-Hinkley", false, () -> new PageHinkley(BINS))),
        runs);
  }

  private static Flow drift(String name, Truth truth, double[] shares, double[] previous) {
    return new Flow(name, truth, shares, previous, shares, 0, DRIFT_REQUESTS, DRIFT_BATCH);
  }

  private static String text(String format, double distance) {
    return String.format(Locale.ROOT, format, distance);
  }

  /** Ten even bins, of which the upper half gains what the lower half loses. */
  private static double[] tilted(double tilt) {
    double[] shares = new double[BINS];
    Arrays.setAll(shares, bin -> (bin < BINS / 2 ? 1 - tilt : 1 + tilt) / BINS);
    return shares;
  }

  /** The tilt of a distance, which grows with it. */
  private static double tilt(DoubleUnaryOperator ofTilt, double distance) {
    double low = 0;
    double high = 1;
    for (int i = 0; i < HALVINGS; i++) {
      double middle = (low + high) / 2;
      if (ofTilt.applyAsDouble(middle) < distance) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
