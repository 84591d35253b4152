package dev.linnet.daemon.serving;

import java.util.List;
import java.util.function.LongConsumer;

/** What a model gave, and when it ran. */
record Run(List<Tensor> answers, long startNanos, long tookNanos) {

  /**
   * Runs a version on this thread.
   *
   * @param room told how many bytes each answer takes before it is there; may throw
   */
  static Run of(Version version, List<Tensor> inputs, List<String> outputs, LongConsumer room) {
    long start = System.nanoTime();
    List<Tensor> answers = version.run(inputs, outputs, room);
    return new Run(answers, start, System.nanoTime() - start);
  }
}
