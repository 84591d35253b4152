package dev.linnet.daemon.serving;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a node serves.
 *
 * @param maxRunning inferences that run at once; with one more than there are processors none of
 *     these rests where one follows another. Still more leave the runtime's threads no rest, so
 *     that none is woken for a part of an inference: a tenth more answers, and as many times the
 *     memory that a model works with
 * @param maxQueued requests that wait for their turn; more rides out longer bursts and answers
 *     later
 * @param maxQueueWait how long one of them waits before it is refused
 * @param compareShare share of requests, 0 to 1, that the version before answers too; when nothing
 *     else runs, every request is compared, but for spans that tell what memory is taken; at 1
 *     there are no such spans, and little is known of memory
 * @param maxCompareQueued comparisons that wait; those beyond are dropped
 * @param maxCompareBytes memory that waiting comparisons may hold
 * @param requestBytes memory that requests under way may hold, waiting comparisons among it
 * @param observeEvery how often observations are told
 * @param keepWarm whether the version before stays loaded, to compare with and to go back to
 * @param batching models whose requests are answered together; the others' are not
 * @param inFlightFile where it is written down which versions are answering, so that one that kills
 *     the process is known afterwards; null to know nothing
 */
public record ServingConfig(
    RuntimeOptions runtime,
    int maxRunning,
    int maxQueued,
    Duration maxQueueWait,
    double compareShare,
    int maxCompareQueued,
    long maxCompareBytes,
    long requestBytes,
    Duration observeEvery,
    boolean keepWarm,
    Map<String, Batching> batching,
    @Nullable Path inFlightFile) {
  private static final long MOST_COMPARE_BYTES = 16L * 1024 * 1024;

  public ServingConfig {
    batching = Map.copyOf(batching);
    require(maxRunning >= 1, "maxRunning", "1 or more", maxRunning);
    require(maxQueued >= 0, "maxQueued", "0 or more", maxQueued);
    require(!maxQueueWait.isNegative(), "maxQueueWait", "0 or more", maxQueueWait);
    require(compareShare >= 0 && compareShare <= 1, "compareShare", "0 to 1", compareShare);
    require(maxCompareQueued >= 1, "maxCompareQueued", "1 or more", maxCompareQueued);
    require(maxCompareBytes >= 0, "maxCompareBytes", "0 or more", maxCompareBytes);
    require(requestBytes >= 1, "requestBytes", "1 or more", requestBytes);
    require(observeEvery.toMillis() >= 1, "observeEvery", "1 ms or more", observeEvery);
  }

  /**
   * One inference more at once than there are processors, a quarter compared, told twice a second.
   */
  public static ServingConfig defaults(RuntimeOptions runtime) {
    return new ServingConfig(
        runtime,
        usuallyRunning(),
        64,
        Duration.ofSeconds(5),
        0.25,
        16,
        Math.min(MOST_COMPARE_BYTES, RequestMemory.ofHeap() / 4),
        RequestMemory.ofHeap(),
        Duration.ofMillis(500),
        true,
        Map.of(),
        null);
  }

  /** One more than there are processors. */
  public static int usuallyRunning() {
    return Runtime.getRuntime().availableProcessors() + 1;
  }

  /** The same with at most {@code most} inferences that run at once. */
  public ServingConfig withMostRunning(int most) {
    return copy(most, maxQueued, requestBytes, keepWarm, batching, inFlightFile);
  }

  /** The same with at most {@code most} inferences running or waiting. */
  public ServingConfig withMostUnderWay(int most) {
    int running = Math.min(maxRunning, most);
    return copy(running, most - running, requestBytes, keepWarm, batching, inFlightFile);
  }

  /** The same with so much memory for requests under way. */
  public ServingConfig withRequestBytes(long bytes) {
    return copy(maxRunning, maxQueued, bytes, keepWarm, batching, inFlightFile);
  }

  /** The same with a record of the versions that are answering. */
  public ServingConfig withInFlightFile(Path file) {
    return copy(maxRunning, maxQueued, requestBytes, keepWarm, batching, file);
  }

  /** The same with some models batched, and the version before kept or not. */
  public ServingConfig with(Map<String, Batching> models, boolean warm) {
    return copy(maxRunning, maxQueued, requestBytes, warm, models, inFlightFile);
  }

  /** The same with other values of what differs between nodes. */
  private ServingConfig copy(
      int concurrent,
      int queued,
      long bytes,
      boolean warm,
      Map<String, Batching> models,
      @Nullable Path file) {
    return new ServingConfig(
        runtime,
        concurrent,
        queued,
        maxQueueWait,
        compareShare,
        maxCompareQueued,
        maxCompareBytes,
        bytes,
        observeEvery,
        warm,
        models,
        file);
  }

  private static void require(boolean holds, String field, String expected, Object actual) {
    if (!holds) {
      throw new IllegalArgumentException(
          "serving." + field + ": expected " + expected + ", not " + actual);
    }
  }
}
