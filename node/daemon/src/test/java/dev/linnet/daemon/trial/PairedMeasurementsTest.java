package dev.linnet.daemon.trial;

import static org.assertj.core.api.Assertions.assertThat;

import dev.linnet.daemon.serving.TestModel;
import dev.linnet.daemon.trial.VersionBefore.Limit;
import java.io.IOException;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PairedMeasurementsTest {
  private static final long MIB = 1 << 20;

  private VersionBefore than;

  @BeforeEach
  void setUp(@TempDir Path root) throws IOException {
    TestModel model = TestModel.identity(root, TestModel.FLOAT);
    than =
        new VersionBefore(
            model.manifest(),
            model.directory(),
            new Limit(2, "the plan"),
            new Limit(2, "the plan"));
  }

  private static Figures figures(double millis, long mebibytes) {
    return new Figures((long) (millis * 1e6), (long) (millis * 1e6), mebibytes * MIB);
  }

  /** Measures until it is enough; returns whose turns there were. */
  private static String measure(
      PairedMeasurements measured, Supplier<Figures> candidate, Supplier<Figures> before) {
    StringBuilder turns = new StringBuilder();
    while (!measured.areEnough()) {
      boolean candidates = measured.isCandidatesTurn();
      turns.append(candidates ? 'c' : 'b');
      measured.add((candidates ? candidate : before).get());
    }
    return turns.toString();
  }

  @Test
  void slowerVersionIsRefusedAfterEightMeasurementsInTurns() {
    PairedMeasurements measured = new PairedMeasurements(than);
    assertThat(measure(measured, () -> figures(41, 10), () -> figures(6.7, 10)))
        .isEqualTo("cbbccbbc");
    assertThat(measured.refusal())
        .contains(
            "a run took 41.0 ms in the median, 6.1 times the 6.7 ms of version 1;"
                + " the plan allows 2.0 times");
  }

  @Test
  void largerVersionIsRefused() {
    PairedMeasurements measured = new PairedMeasurements(than);
    measure(measured, () -> figures(5, 300), () -> figures(5, 100));
    assertThat(measured.refusal())
        .contains(
            "it took 300 MiB of memory, 3.0 times the 100 MiB of version 1;"
                + " the plan allows 2.0 times");
  }

  @Test
  void oneMeasurementWithinTheLimitIsEnoughToPass() {
    double[] millis = {41, 41, 12};
    int[] next = {0};
    PairedMeasurements measured = new PairedMeasurements(than);
    assertThat(measure(measured, () -> figures(millis[next[0]++], 10), () -> figures(6.7, 10)))
        .isEqualTo("cbbcc");
    assertThat(measured.refusal()).isEmpty();
  }

  @Test
  void whatIsTooSmallToBeRefusedIsMeasuredAlone() {
    PairedMeasurements measured = new PairedMeasurements(than);
    assertThat(measure(measured, () -> figures(1.9, 128), () -> figures(0.01, 1))).isEqualTo("c");
    assertThat(measured.refusal()).isEmpty();
  }

  @Test
  void withoutLimitsNothingIsCompared() {
    Limit none = new Limit(Double.POSITIVE_INFINITY, "nobody");
    PairedMeasurements measured =
        new PairedMeasurements(new VersionBefore(than.manifest(), than.directory(), none, none));
    assertThat(measure(measured, () -> figures(1e6, 1 << 20), () -> figures(1, 1))).isEqualTo("c");
  }

  /** Just at the limit: what is measured of both is the same but for noise, however wild. */
  @Test
  void noiseRefusesAVersionAtTheLimitOnceInSeventy() {
    SplittableRandom random = new SplittableRandom(0x11EE7);
    VersionBefore equal =
        new VersionBefore(
            than.manifest(), than.directory(), new Limit(1, "the plan"), than.memory());
    Supplier<Figures> noise = () -> figures(1e6 * Math.exp(3 * random.nextDouble()), 10);
    int refused = 0;
    for (int i = 0; i < 70_000; i++) {
      PairedMeasurements measured = new PairedMeasurements(equal);
      measure(measured, noise, noise);
      refused += measured.refusal().isPresent() ? 1 : 0;
    }
    assertThat(refused).isBetween(900, 1100);
  }
}
