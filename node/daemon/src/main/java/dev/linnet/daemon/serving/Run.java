package dev.linnet.daemon.serving;

import java.util.List;

/** What a model gave, and when it ran. */
record Run(List<Tensor> answers, long startNanos, long tookNanos) {

  /** Runs a version on this thread. */
  static Run of(Version version, List<Tensor> inputs, List<String> outputs) {
    long start = System.nanoTime();
    List<Tensor> answers = version.run(inputs, outputs);
    return new Run(answers, start, System.nanoTime() - start);
  }
}
