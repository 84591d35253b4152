package dev.linnet.daemon.trial;

import dev.linnet.daemon.serving.LoadedModel;
import dev.linnet.daemon.serving.ResidentMemory;
import dev.linnet.daemon.serving.Tensor;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.List;

/**
 * What a version takes, measured in its child: memory from before it is loaded, time once its test
 * has run, which was the warm-up. Time is the processor's: one thread does all the work of a run,
 * and how long it waits for a processor says nothing of the version. On a device where others take
 * nearly all of the processors, that wait is a hundred times the run.
 */
final class Measurement {
  private static final int MOST_RUNS = 25;

  /** A slow version is run once more and no longer: its test has cost its trial enough. */
  private static final long BUDGET_NANOS = 250_000_000;

  private static final long PATIENCE_NANOS = 10_000_000_000L;
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private final long ownBytes;

  private Measurement(long ownBytes) {
    this.ownBytes = ownBytes;
  }

  /** Begins before the version is loaded. */
  static Measurement begin() {
    ResidentMemory.takePeakBytes();
    return new Measurement(ResidentMemory.nowBytes());
  }

  Figures end(LoadedModel model, List<Tensor> input) {
    long[] tookNanos = new long[MOST_RUNS];
    int runs = 0;
    long patientUntil = System.nanoTime() + PATIENCE_NANOS;
    long begunNanos = spentNanos();
    long nowNanos = begunNanos;
    do {
      model.run(input, List.of());
      long startedNanos = nowNanos;
      nowNanos = spentNanos();
      tookNanos[runs++] = nowNanos - startedNanos;
    } while (runs < MOST_RUNS
        && nowNanos - begunNanos < BUDGET_NANOS
        && System.nanoTime() - patientUntil < 0);
    Arrays.sort(tookNanos, 0, runs);
    long peakBytes = ResidentMemory.takePeakBytes();
    return new Figures(
        tookNanos[(runs - 1) / 2],
        tookNanos[(19 * runs + 19) / 20 - 1],
        peakBytes == 0 ? 0 : Math.max(peakBytes - ownBytes, 1));
  }

  private static long spentNanos() {
    return THREADS.isCurrentThreadCpuTimeSupported()
        ? THREADS.getCurrentThreadCpuTime()
        : System.nanoTime();
  }
}
