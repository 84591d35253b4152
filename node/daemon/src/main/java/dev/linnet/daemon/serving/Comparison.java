package dev.linnet.daemon.serving;

import java.util.List;

/** Asks the version before a share of what the serving version answered, and compares. */
final class Comparison {
  private final SecondRuns runs;
  private final double share;
  private final Portion portion;

  Comparison(SecondRuns runs, double share) {
    this.runs = runs;
    this.share = share;
    this.portion = new Portion(share);
  }

  /**
   * May compare an answer.
   *
   * @param quiet nothing else is being answered, so that comparing costs nobody anything
   */
  void offer(
      Version serving,
      Version previous,
      InferenceRequest request,
      List<Tensor> answers,
      boolean quiet) {
    if (portion.takes() || (quiet && runs.isIdle() && share > 0)) {
      runs.offer(
          serving,
          previous,
          request,
          answers,
          memory -> compare(serving, previous, request, answers, memory));
    }
  }

  private static void compare(
      Version serving,
      Version previous,
      InferenceRequest request,
      List<Tensor> answers,
      RequestMemory.Held memory) {
    Run earlier;
    try {
      earlier = Run.of(previous, request.inputs(), request.outputs(), memory::take);
    } catch (InferenceException e) {
      return; // The version before cannot answer this one: there is nothing to compare with.
    }
    boolean disagrees = new Disagreement(serving.manifest()).between(answers, earlier.answers());
    int[][] features = serving.features().count(request.inputs(), earlier.answers());
    serving.tally().compared(earlier.tookNanos(), disagrees, features);
  }
}
