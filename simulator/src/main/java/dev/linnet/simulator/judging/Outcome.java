package dev.linnet.simulator.judging;

import java.util.List;
import java.util.SplittableRandom;

/**
 * What a contender said in one run, as the number of requests it had seen by then.
 *
 * @param alarmedAt when it first called the stream bad; 0: never
 * @param acceptedAt when it first called it good, before that; 0: never
 */
record Outcome(int alarmedAt, int acceptedAt) {

  /** One run: all look at the same stream, each until it called it bad. */
  static Outcome[] of(Flow flow, List<Contender> contenders, SplittableRandom random) {
    Watcher[] watchers = contenders.stream().map(it -> it.fresh().get()).toArray(Watcher[]::new);
    int[] alarmedAt = new int[watchers.length];
    int[] acceptedAt = new int[watchers.length];
    for (int seen = 0; seen < flow.requests(); seen += flow.batch()) {
      Batch batch = flow.next(seen, random);
      for (int i = 0; i < watchers.length; i++) {
        if (alarmedAt[i] > 0) {
          continue;
        }
        watchers[i].observe(batch);
        if (watchers[i].alarmed()) {
          alarmedAt[i] = seen + flow.batch();
        } else if (acceptedAt[i] == 0 && watchers[i].accepts()) {
          acceptedAt[i] = seen + flow.batch();
        }
      }
    }
    Outcome[] outcomes = new Outcome[watchers.length];
    for (int i = 0; i < watchers.length; i++) {
      outcomes[i] = new Outcome(alarmedAt[i], acceptedAt[i]);
    }
    return outcomes;
  }
}
