package dev.linnet.daemon.serving;

import dev.linnet.core.model.Manifest;
import dev.linnet.core.model.TensorSpec;
import dev.linnet.core.trust.Digest;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A loaded version that counts its users. The first is whoever opened it; the last to release it
 * closes it, so a session is never closed under a running inference.
 */
final class Version {
  private static final long UNKNOWN = Long.MAX_VALUE;
  private static final long QUICK_NANOS = 100_000; // 0.1 ms

  /**
   * What an answer counts at most as: one during which another process had the processor took a
   * hundred times as long, and says nothing of the next.
   */
  private static final long MOST_COUNTED_NANOS = 4 * QUICK_NANOS;

  private static final long BELIEVED_AFTER_NANOS = 600_000_000_000L; // 10 min

  private final Manifest manifest;
  private final LoadedModel model;
  private final Features features;
  private final Tally tally;
  private final InFlight.@Nullable Mark mark;
  private final long openedNanos = System.nanoTime();
  private final long heldBeforeBytes;
  private volatile ServingMetrics.@Nullable OfVersion meters;
  private volatile long recentNanos = UNKNOWN;
  private volatile long usualBytes;
  private volatile long previousBytes;
  private final AtomicInteger users = new AtomicInteger(1);

  private Version(
      Manifest manifest, LoadedModel model, InFlight.@Nullable Mark mark, long heldBeforeBytes) {
    this.manifest = manifest;
    this.model = model;
    this.features = new Features(manifest);
    this.tally = new Tally(openedNanos, manifest.baselines());
    this.mark = mark;
    this.heldBeforeBytes = heldBeforeBytes;
  }

  static Version open(
      Manifest manifest, Path directory, RuntimeOptions options, @Nullable InFlight inFlight)
      throws ModelLoadException {
    long heldBeforeBytes = ResidentMemory.nowBytes();
    LoadedModel model = LoadedModel.open(directory.resolve(manifest.modelPath()), options);
    String mismatch =
        ModelContract.mismatch(manifest.inputs(), manifest.outputs(), model).orElse(null);
    if (mismatch != null) {
      model.close();
      throw new ModelLoadException(mismatch);
    }
    InFlight.Mark mark = inFlight == null ? null : inFlight.mark(manifest.digest());
    return new Version(manifest, model, mark, heldBeforeBytes);
  }

  Manifest manifest() {
    return manifest;
  }

  Digest digest() {
    return manifest.digest();
  }

  String label() {
    return manifest.version();
  }

  List<TensorSpec> inputs() {
    return model.inputs();
  }

  List<TensorSpec> outputs() {
    return model.outputs();
  }

  /**
   * As {@link LoadedModel#run}; if the process dies of it, the next one knows. EXHAUSTED if there
   * is no memory for the inputs.
   */
  List<Tensor> run(List<Tensor> given, List<String> wanted, LongConsumer room) {
    enter();
    try {
      return model.run(given, wanted, room);
    } catch (OutOfMemoryError e) {
      throw InferenceException.noMemory(e);
    } finally {
      leave();
    }
  }

  private void enter() {
    if (mark != null) {
      mark.enter();
    }
  }

  private void leave() {
    if (mark != null) {
      mark.leave();
    }
  }

  /** Takes note of how long an answer took. */
  void took(long nanos) {
    long counted = Math.min(nanos, MOST_COUNTED_NANOS);
    long before = recentNanos;
    recentNanos = before == UNKNOWN ? counted : before + (counted - before) / 8;
  }

  /** Whether its answers lately took less than it costs to hand a request to another thread. */
  boolean isQuick() {
    return recentNanos <= QUICK_NANOS;
  }

  /** Has answered long enough: what the process died of before was something else. */
  void believe(long nowNanos) {
    if (mark != null && nowNanos - openedNanos > BELIEVED_AFTER_NANOS) {
      mark.forgive();
    }
  }

  /** It serves from now on in place of another. */
  void follows(Version before) {
    previousBytes = before.usualBytes;
  }

  /** What the process took on since this version was loaded; and at least a byte, 0 is unknown. */
  long memoryOf(long peakBytes) {
    return peakBytes == 0 ? 0 : Math.max(peakBytes - heldBeforeBytes, 1);
  }

  /** Takes note of what it took in a span in which it answered. */
  void tookMemory(long bytes) {
    long before = usualBytes;
    usualBytes = before == 0 ? bytes : before + (bytes - before) / 8;
  }

  /** What the version before it usually took while it served; 0 if that is not known. */
  long previousMemoryBytes() {
    return previousBytes;
  }

  Features features() {
    return features;
  }

  Tally tally() {
    return tally;
  }

  /** Its meters, found once: to look them up takes longer than to use them. */
  ServingMetrics.OfVersion meters(ServingMetrics all) {
    ServingMetrics.OfVersion found = meters;
    if (found == null) {
      found = all.of(manifest.name().value(), label());
      meters = found;
    }
    return found;
  }

  /** False if it was closed already; else the caller releases it when done. */
  boolean acquire() {
    int seen = users.get();
    while (seen > 0) {
      if (users.compareAndSet(seen, seen + 1)) {
        return true;
      }
      seen = users.get();
    }
    return false;
  }

  void release() {
    if (users.decrementAndGet() == 0) {
      model.close();
    }
  }
}
