package dev.linnet.daemon.serving;

import java.util.List;

/**
 * A version that answers nobody and gets a share of what the serving version answered. Its tally
 * counts as if it served: its own answers, and the serving version's as those of the version
 * before.
 */
final class ShadowRuns {
  private final Version candidate;
  private final Portion portion;
  private volatile boolean over;

  ShadowRuns(Version candidate, Portion portion) {
    this.candidate = candidate;
    this.portion = portion;
  }

  Version candidate() {
    return candidate;
  }

  /** Nothing is counted any more, whatever still waits. */
  void end() {
    over = true;
  }

  /** May give an answered request to the candidate too. */
  void offer(SecondRuns runs, Version serving, InferenceRequest request, List<Tensor> answers) {
    if (portion.takes()) {
      runs.offer(
          serving, candidate, request, answers, memory -> run(serving, request, answers, memory));
    }
  }

  /**
   * Both run here, one after the other, so that their times compare. Whatever the candidate makes
   * of a request that the serving version answered, a refusal too, is its own failure; but not that
   * there is no memory now.
   */
  private void run(
      Version serving, InferenceRequest request, List<Tensor> answers, RequestMemory.Held memory) {
    if (over) {
      return;
    }
    long start = System.nanoTime();
    Run run;
    try {
      run = Run.of(candidate, request.inputs(), request.outputs(), memory::take);
    } catch (InferenceException e) {
      if (e.status() != InferenceException.Status.EXHAUSTED) {
        candidate.tally().failed(System.nanoTime() - start);
      }
      return;
    }
    Run again;
    try {
      again = Run.of(serving, request.inputs(), request.outputs(), memory::take);
    } catch (InferenceException e) {
      return; // What it answers now and fails then says nothing of the candidate.
    }
    Features features = candidate.features();
    candidate
        .tally()
        .answered(
            run.tookNanos(),
            Finite.all(run.answers()),
            features.count(request.inputs(), run.answers()));
    candidate
        .tally()
        .compared(
            again.tookNanos(),
            new Disagreement(candidate.manifest()).between(run.answers(), answers),
            features.count(request.inputs(), answers));
  }
}
