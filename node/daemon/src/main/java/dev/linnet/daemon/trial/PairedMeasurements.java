package dev.linnet.daemon.trial;

import dev.linnet.daemon.trial.VersionBefore.Limit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToLongFunction;

/**
 * Figures of a version and of the one before it, each measured in a child of its own, one child at
 * a time: a small device has no room for both models at once. They are measured in turns, and the
 * other way round each time (ABBA), so that what drifts favours neither.
 *
 * <p>The version is refused only if the least of its four figures is beyond the limit for the
 * greatest of the other's four. Noise that may hit any of the eight alike does that to a version
 * just at the limit once in 70 (8 over 4), to a better one less often. So most versions are done
 * after one look at each; and one too small to be refused, after a look at itself.
 */
final class PairedMeasurements {
  private static final int EACH = 4;

  /** What caches and clock rates alone may cost a run. */
  private static final long LEAST_DIFFERENCE_NANOS = 2_000_000;

  /** What a process's memory varies by, whatever it runs: less has no ratio. As in gates. */
  private static final long LEAST_MEMORY_BYTES = 64L << 20;

  private final VersionBefore than;
  private final List<Figures> candidate = new ArrayList<>();
  private final List<Figures> before = new ArrayList<>();

  PairedMeasurements(VersionBefore than) {
    this.than = than;
  }

  /** Whose turn it is: the candidate's first and last in each four. */
  boolean isCandidatesTurn() {
    int inFour = (candidate.size() + before.size()) % 4;
    return inFour == 0 || inFour == 3;
  }

  void add(Figures figures) {
    (isCandidatesTurn() ? candidate : before).add(figures);
  }

  /** Whether nothing that is measured yet could change the answer. */
  boolean areEnough() {
    return before.size() == EACH && candidate.size() == EACH
        || !candidate.isEmpty() && !isSlower() && !isLarger();
  }

  /** What was measured of each, for a person. */
  String words() {
    String own = "it takes " + candidate.get(0).words();
    return before.isEmpty()
        ? own
        : own + "; version " + than.manifest().version() + " takes " + before.get(0).words();
  }

  /** Why the version may not serve, in a sentence; empty if it may. Asked when there are enough. */
  Optional<String> refusal() {
    if (isSlower()) {
      return Optional.of(
          sentence(
              "a run took " + millis(leastNanos()) + " ms in the median",
              (double) leastNanos() / mostNanosBefore(),
              millis(mostNanosBefore()) + " ms of",
              than.latency()));
    }
    if (isLarger()) {
      return Optional.of(
          sentence(
              "it took " + (leastBytes() >> 20) + " MiB of memory",
              (double) leastBytes() / countedBytesBefore(),
              (countedBytesBefore() >> 20)
                  + (countedBytesBefore() == mostBytesBefore() ? " MiB of" : " MiB counted for"),
              than.memory()));
    }
    return Optional.empty();
  }

  private String sentence(String took, double times, String theirs, Limit limit) {
    return String.format(
        Locale.ROOT,
        "%s, %.1f times the %s version %s; %s allows %.1f times",
        took,
        times,
        theirs,
        than.manifest().version(),
        limit.setBy(),
        limit.times());
  }

  private boolean isSlower() {
    return leastNanos() - mostNanosBefore() > LEAST_DIFFERENCE_NANOS
        && leastNanos() > than.latency().times() * mostNanosBefore();
  }

  private boolean isLarger() {
    return leastBytes() > than.memory().times() * countedBytesBefore();
  }

  private long leastNanos() {
    return least(Figures::medianNanos);
  }

  private long mostNanosBefore() {
    return most(Figures::medianNanos);
  }

  private long leastBytes() {
    return least(Figures::memoryBytes);
  }

  private long mostBytesBefore() {
    return most(Figures::memoryBytes);
  }

  private long countedBytesBefore() {
    return Math.max(mostBytesBefore(), LEAST_MEMORY_BYTES);
  }

  private long least(ToLongFunction<Figures> figure) {
    return candidate.stream().mapToLong(figure).min().orElse(0);
  }

  private long most(ToLongFunction<Figures> figure) {
    return before.stream().mapToLong(figure).max().orElse(0);
  }

  private static String millis(long nanos) {
    return String.format(Locale.ROOT, "%.1f", nanos / 1e6);
  }
}
