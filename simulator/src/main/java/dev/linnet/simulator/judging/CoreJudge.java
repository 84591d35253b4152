package dev.linnet.simulator.judging;

import dev.linnet.core.health.Assessment.Opinion;
import dev.linnet.core.health.Baseline;
import dev.linnet.core.health.Gate;
import dev.linnet.core.health.Judge;
import dev.linnet.core.health.Observation;
import dev.linnet.core.health.Sketch;
import java.util.Arrays;
import java.util.List;

/** The core's judge with one gate and nothing else to wait for: neither bake time nor requests. */
final class CoreJudge implements Watcher {
  private final Judge judge;
  private final boolean drift;

  CoreJudge(Gate gate, List<Baseline> baselines) {
    this.judge = new Judge(List.of(gate), 0, 0, true, baselines);
    this.drift = !baselines.isEmpty();
  }

  @Override
  public void observe(Batch batch) {
    judge.observe(
        drift
            ? new Observation(
                1,
                batch.size(),
                0,
                0,
                batch.size(),
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                List.of(
                    new Observation.Drift(sketch(batch.counts()), sketch(batch.previousCounts()))))
            : new Observation(1, batch.size(), batch.counts()[1], 0, 0, 0, 0, 0));
  }

  private static Sketch sketch(long[] counts) {
    return new Sketch(Arrays.stream(counts).boxed().toList());
  }

  @Override
  public boolean alarmed() {
    return judge.condemns();
  }

  @Override
  public boolean accepts() {
    return judge.opinion(1) == Opinion.HEALTHY;
  }

  @Override
  public int sizeBytes() {
    return judge.sizeBytes();
  }
}
