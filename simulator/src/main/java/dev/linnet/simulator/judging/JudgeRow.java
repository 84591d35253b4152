package dev.linnet.simulator.judging;

import dev.linnet.simulator.judging.Flow.Truth;
import java.util.List;
import java.util.Locale;

/**
 * What one contender said of one stream in all runs.
 *
 * @param errors runs with a word that was wrong
 * @param statedPercent how many the gate states at most
 * @param rightAfter sorted: how many requests, from the first or from the turn, until the right
 *     word, in the runs in which it came without a wrong one before
 */
record JudgeRow(
    String gate,
    String stream,
    Truth truth,
    String contender,
    boolean acceptsSome,
    Proportion errors,
    double statedPercent,
    int[] rightAfter) {
  static final List<String> HEAD =
      List.of(
          "| gate | stream | who | an error is | errors, 95 % interval | stated | right word |"
              + " requests until it, median | p95 |",
          "|---|---|---|---|---|---|---|---|---|");

  static JudgeRow of(Scenario scenario, Flow flow, Contender contender, List<Outcome> outcomes) {
    Truth truth = flow.truth();
    int turn = flow.healthyRequests();
    long errors =
        outcomes.stream()
            .filter(
                it ->
                    switch (truth) {
                      case GOOD -> it.alarmedAt() > 0;
                      case BAD -> it.acceptedAt() > 0;
                      case TURNS -> it.alarmedAt() > 0 && it.alarmedAt() <= turn;
                    })
            .count();
    int[] right =
        outcomes.stream()
            .mapToInt(it -> truth == Truth.GOOD ? it.acceptedAt() : it.alarmedAt() - turn)
            .filter(requests -> requests > 0)
            .sorted()
            .toArray();
    return new JudgeRow(
        scenario.gate().metric(),
        flow.name(),
        truth,
        contender.name(),
        contender.acceptsSome(),
        new Proportion(errors, outcomes.size()),
        100 * (truth == Truth.BAD ? scenario.gate().beta() : scenario.gate().alpha()),
        right);
  }

  /** Whether the error is surely larger than stated. */
  boolean breaksItsWord() {
    return says() && 100 * errors.low() > statedPercent;
  }

  /** Who has no word for a good stream can neither err in it nor be right. */
  private boolean says() {
    return acceptsSome || truth != Truth.BAD;
  }

  String line() {
    boolean heard = rightAfter.length > 0;
    return "| "
        + String.join(
            " | ",
            gate,
            stream,
            contender,
            truth == Truth.BAD ? "HEALTHY" : "UNHEALTHY",
            says()
                ? (breaksItsWord() ? "**" + errors.text() + "**" : errors.text())
                : "never says it",
            String.format(Locale.ROOT, "%.0f %%", statedPercent),
            truth == Truth.GOOD && !acceptsSome
                ? "never says it"
                : String.format(Locale.ROOT, "%.1f %%", 100.0 * rightAfter.length / errors.runs()),
            heard ? String.valueOf(quantile(0.5)) : "-",
            heard ? String.valueOf(quantile(0.95)) : "-")
        + " |";
  }

  private int quantile(double share) {
    return rightAfter[(int) Math.ceil(share * rightAfter.length) - 1];
  }
}
