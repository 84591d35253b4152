package dev.linnet.daemon.config;

import dev.linnet.daemon.config.NodeConfig.Serving;
import dev.linnet.daemon.serving.Batching;
import dev.linnet.daemon.serving.ServingConfig;
import java.time.Duration;
import java.util.SortedMap;

/** The keys below {@code serving}. */
final class ServingKeys {
  private static final int MOST_THREADS = 256;
  private static final int MOST_RUNNING = 256;

  private static final Key<Integer> THREADS =
      Key.of(
              "threads",
              Kind.integer(1, MOST_THREADS),
              String.valueOf(Math.min(MOST_THREADS, Runtime.getRuntime().availableProcessors())),
              "threads of one inference; more lower latency while processors are idle, and raise"
                  + " it when they are not")
          .told("number of processors");

  private static final Key<Integer> MAX_CONCURRENT =
      Key.of(
          "maxConcurrent",
          Kind.integer(1, 10_000),
          "64",
          "inferences under way, running or waiting; one more is refused as exhausted. All"
              + " together hold a quarter of Java's heap at most");

  private static final Key<Integer> MAX_RUNNING =
      Key.of(
              "maxRunning",
              Kind.integer(1, MOST_RUNNING),
              String.valueOf(Math.min(MOST_RUNNING, ServingConfig.usuallyRunning())),
              "inferences of these that run; more answer a little more where many wait, and each"
                  + " takes the memory that its model works with")
          .told("one more than processors");

  private static final Key<Boolean> ARENA =
      Key.of(
          "arena",
          Kind.FLAG,
          "false",
          "whether the runtime keeps memory between inferences: it answers faster, and gives none"
              + " back");

  private static final Key<Boolean> KEEP_WARM =
      Key.of(
          "keepWarm",
          Kind.FLAG,
          "true",
          "whether the version before stays loaded; without it nothing is compared, and going"
              + " back takes a load");

  private static final Key<Integer> MAX_BATCH =
      Key.required(
          "maxBatch",
          Kind.integer(2, 4096),
          "rows of one run; more raise throughput where the model gains by it, and the latency of"
              + " each");

  private static final Key<Duration> MAX_DELAY =
      Key.of(
          "maxDelay",
          Kind.duration("0s", "1s"),
          "1ms",
          "how long the first request waits for others, unless the batch is full before");

  private static final Key<SortedMap<String, Batching>> BATCHING =
      Key.ofMany(
          "batching",
          Kind.mapping(
                  values -> new Batching(values.get(MAX_BATCH), values.get(MAX_DELAY)),
                  MAX_BATCH,
                  MAX_DELAY)
              .named("MODEL")
              .called("mapping of each MODEL to these two"),
          "{}",
          "models whose requests are answered together");

  static final Kind<Serving> KIND =
      Kind.mapping(
          values ->
              new Serving(
                  values.get(THREADS),
                  values.get(MAX_CONCURRENT),
                  values.get(MAX_RUNNING),
                  values.get(ARENA),
                  values.get(KEEP_WARM),
                  values.get(BATCHING)),
          THREADS,
          MAX_CONCURRENT,
          MAX_RUNNING,
          ARENA,
          KEEP_WARM,
          BATCHING);

  private ServingKeys() {}
}
