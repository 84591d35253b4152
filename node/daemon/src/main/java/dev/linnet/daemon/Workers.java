package dev.linnet.daemon;

import dev.linnet.core.Event;
import dev.linnet.core.Event.ChunkFailure;
import dev.linnet.core.Lease;
import dev.linnet.core.NodeView;
import dev.linnet.core.mesh.RegionName;
import dev.linnet.core.model.ChunkRef;
import dev.linnet.core.model.Manifest;
import dev.linnet.core.model.ModelName;
import dev.linnet.core.rollout.Canary;
import dev.linnet.core.rollout.Share;
import dev.linnet.core.swarm.Source;
import dev.linnet.core.swarm.SwarmSettings;
import dev.linnet.daemon.origin.OriginClient;
import dev.linnet.daemon.serving.ModelServer;
import dev.linnet.daemon.store.Store;
import dev.linnet.daemon.transfer.ChunkBytes;
import dev.linnet.daemon.transfer.Slots;
import dev.linnet.daemon.transfer.Transfers;
import dev.linnet.daemon.transport.MeshTransport;
import dev.linnet.daemon.trial.Trial;
import dev.linnet.daemon.trial.TrialConfig;
import dev.linnet.daemon.trial.VersionBefore;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Does what takes time, off the node's thread, and hands the results in as events. */
final class Workers implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Workers.class);
  private static final Duration PUT_OFF = Duration.ofSeconds(1);

  /**
   * As many as chunks that one quick peer sends at once. Each write is synced before its chunk
   * counts as held, and those that wait meanwhile are synced together by RocksDB.
   */
  private static final int DISK_THREADS = SwarmSettings.defaults().maxInFlightPerSource();

  private final RegionName region;
  private final Store store;
  private final MeshTransport transport;
  private final OriginClient origin;
  private final ModelServer server;
  private final Trial trial;
  private final TrialConfig trialConfig;
  private final Supplier<CompletableFuture<NodeView>> view;
  private final Supplier<Optional<String>> postponed;
  private final MeterRegistry meters;
  private final Consumer<Event> post;
  private final Transfers transfer;
  private final Slots downloads;

  /** What is in shadow; looked at by the models' thread alone. */
  private final Map<ModelName, Manifest> shadows = new TreeMap<>();

  private final ExecutorService disk =
      Executors.newFixedThreadPool(DISK_THREADS, task -> thread(task, "disk"));
  private final ExecutorService models =
      Executors.newSingleThreadExecutor(task -> thread(task, "models"));

  Workers(
      RegionName region,
      Store store,
      MeshTransport transport,
      OriginClient origin,
      ModelServer server,
      Trial trial,
      TrialConfig trialConfig,
      Supplier<CompletableFuture<NodeView>> view,
      Supplier<Optional<String>> postponed,
      MeterRegistry meters,
      Transfers transfer,
      Consumer<Event> post) {
    this.region = region;
    this.store = store;
    this.transport = transport;
    this.origin = origin;
    this.server = server;
    this.trial = trial;
    this.trialConfig = trialConfig;
    this.view = view;
    this.postponed = postponed;
    this.meters = meters;
    this.transfer = transfer;
    this.downloads =
        new Slots(
            transfer.downloads(),
            server::isAnswering,
            System::nanoTime,
            (task, delayNanos) ->
                CompletableFuture.delayedExecutor(delayNanos, TimeUnit.NANOSECONDS).execute(task));
    this.post = post;
  }

  void locate(Manifest manifest) {
    run(
        disk,
        () -> post.accept(new Event.ChunksLocated(manifest.digest(), store.locate(manifest))));
  }

  void fetch(Manifest manifest, int chunkIndex, Source source) {
    if (postponed.get().isPresent()) {
      ChunkRef chunk = manifest.chunks().get(chunkIndex);
      post.accept(new Event.ChunkFailed(chunk.digest(), source, ChunkFailure.NOT_STORED));
    } else {
      new Fetch(manifest, chunkIndex, source).slot.enter();
    }
  }

  /** One order of the swarm, which waits for its slot. */
  private final class Fetch implements Slots.Move {
    private final Manifest manifest;
    private final int chunkIndex;
    private final ChunkRef chunk;
    private final Source source;
    private final Slots.Slot slot = downloads.slot("swarm", this);

    Fetch(Manifest manifest, int chunkIndex, Source source) {
      this.manifest = manifest;
      this.chunkIndex = chunkIndex;
      this.chunk = manifest.chunks().get(chunkIndex);
      this.source = source;
    }

    @Override
    public void begin() {
      slot.spend(chunk.sizeBytes());
      CompletableFuture<ChunkBytes> coming =
          source instanceof Source.OfPeer peer
              ? transport.fetchChunk(
                  peer.peer(), chunk.digest(), chunk.sizeBytes(), transfer.deadline(chunk))
              : origin.fetch(manifest, chunkIndex).thenApply(ChunkBytes::of);
      var unused =
          coming.handle(
              (bytes, failure) -> {
                if (failure == null) {
                  run(disk, () -> keep(bytes));
                } else {
                  slot.leave();
                  failed(chunk, source, reason(failure), sentence(failure));
                }
                return null;
              });
    }

    private void keep(ChunkBytes bytes) {
      try (bytes) {
        store(chunk, source, bytes);
      } finally {
        slot.leave();
      }
    }

    /** The swarm has given the order up by then, and needs no word of it. */
    @Override
    public void refuse(String why) {
      LOG.debug("chunk {} is not fetched now: {}", chunk.digest().brief(), why);
    }
  }

  private void failed(ChunkRef chunk, Source source, ChunkFailure reason, String sentence) {
    if (reason == ChunkFailure.CORRUPT) {
      LOG.warn("{} gave a wrong chunk, which was thrown away: {}", name(source), sentence);
    }
    post.accept(new Event.ChunkFailed(chunk.digest(), source, reason));
  }

  /** Nothing that was fetched is believed before the store has found that it fits its digest. */
  private void store(ChunkRef chunk, Source source, ChunkBytes bytes) {
    try {
      store.putChunk(chunk.digest(), bytes);
      received(source).increment(bytes.size());
      post.accept(new Event.ChunkStored(chunk.digest(), source));
    } catch (Store.WrongDigest e) {
      failed(chunk, source, ChunkFailure.CORRUPT, sentence(e));
    } catch (RuntimeException e) {
      LOG.warn("chunk {} could not be stored", chunk.digest().brief(), e);
      post.accept(new Event.ChunkFailed(chunk.digest(), source, ChunkFailure.NOT_STORED));
    }
  }

  private Counter received(Source source) {
    String scope =
        source instanceof Source.OfPeer peer
            ? peer.peer().region().equals(region) ? "region" : "wide"
            : "origin";
    return Counter.builder("linnet_artifact_bytes")
        .description("Bytes of model chunks moved")
        .tag("direction", "received")
        .tag("scope", scope)
        .register(meters);
  }

  private static ChunkFailure reason(Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    return cause instanceof ChunkUnavailable unavailable
        ? unavailable.failure()
        : ChunkFailure.UNREACHABLE;
  }

  void tryModel(Manifest manifest) {
    if (isPostponed(manifest)) {
      return;
    }
    LOG.info("{} {} is here whole and is tried", manifest.name(), manifest.version());
    var unused =
        view.get()
            .thenApply(seen -> TrialComparison.of(seen, manifest, trialConfig))
            .exceptionally(
                failure -> {
                  LOG.warn("{} is measured against nothing", manifest.name(), failure);
                  return Optional.empty();
                })
            .thenAccept(comparison -> run(models, () -> tryNow(manifest, comparison)));
  }

  /** The models' thread waits for no trial: another model may have to fall back meanwhile. */
  private void tryNow(Manifest manifest, Optional<TrialComparison> comparison) {
    try {
      Path directory = store.materialise(manifest);
      VersionBefore before = comparison.flatMap(this::before).orElse(null);
      var unused =
          (before == null ? trial.run(manifest, directory) : trial.run(manifest, directory, before))
              .thenAccept(result -> tried(manifest, result.passed(), result.reason()));
    } catch (Store.StoreFailure | Store.ChunksMissing e) {
      putOff(manifest, new Event.TrialPutOff(manifest.digest()), e);
    } catch (RuntimeException e) {
      LOG.warn("trial of {} {}", manifest.name(), manifest.version(), e);
      tried(manifest, false, sentence(e));
    }
  }

  private Optional<VersionBefore> before(TrialComparison comparison) {
    Manifest before = comparison.before();
    try {
      Path directory = store.materialise(before);
      return Optional.of(
          new VersionBefore(before, directory, comparison.latency(), comparison.memory()));
    } catch (Store.StoreFailure | Store.ChunksMissing e) {
      LOG.warn("{} {} is measured against nothing", before.name(), before.version(), e);
      return Optional.empty();
    }
  }

  private void tried(Manifest manifest, boolean passed, String reason) {
    String result = passed ? "passed" : "failed";
    LOG.info("{} {} {} its trial: {}", manifest.name(), manifest.version(), result, reason);
    post.accept(new Event.TrialFinished(manifest.digest(), passed, reason));
  }

  /** What is put off is ordered anew, if it is still wanted then. */
  private boolean isPostponed(Manifest manifest) {
    boolean postpones = postponed.get().isPresent();
    if (postpones) {
      later(new Event.TrialPutOff(manifest.digest()));
    }
    return postpones;
  }

  void shadow(Manifest manifest, Share share) {
    if (isPostponed(manifest)) {
      return;
    }
    run(
        models,
        () -> {
          try {
            server.shadow(manifest, store.materialise(manifest), share);
            shadows.put(manifest.name(), manifest);
            if (postponed.get().isPresent()) {
              putOffShadows();
            }
          } catch (Store.StoreFailure | Store.ChunksMissing e) {
            putOff(manifest, new Event.TrialPutOff(manifest.digest()), e);
          } catch (RuntimeException e) {
            LOG.warn("shadowing {} {}", manifest.name(), manifest.version(), e);
            post.accept(new Event.TrialFinished(manifest.digest(), false, sentence(e)));
          }
        });
  }

  void endShadow(ModelName model) {
    run(
        models,
        () -> {
          shadows.remove(model);
          server.endShadow(model);
        });
  }

  /** The device is to be spared from now on: what is in shadow is ordered anew later. */
  void putOffShadows() {
    run(
        models,
        () -> {
          for (Manifest manifest : shadows.values()) {
            LOG.info("{} {} is in shadow no more for now", manifest.name(), manifest.version());
            server.endShadow(manifest.name());
            post.accept(new Event.TrialPutOff(manifest.digest()));
          }
          shadows.clear();
        });
  }

  void witness(Manifest head) {
    run(models, () -> server.witness(head));
  }

  void endWitness(ModelName model) {
    run(models, () -> server.endWitness(model));
  }

  void serve(
      Manifest manifest, @Nullable Manifest compareWith, @Nullable Canary canary, Lease lease) {
    run(
        models,
        () -> {
          shadows.remove(manifest.name());
          try {
            ModelServer.Warm before =
                compareWith == null
                    ? null
                    : new ModelServer.Warm(compareWith, store.materialise(compareWith));
            server.serve(manifest, store.materialise(manifest), before, canary, lease);
          } catch (Store.StoreFailure | Store.ChunksMissing e) {
            putOff(manifest, new Event.ServingLate(manifest.name(), manifest.digest()), e);
          } catch (RuntimeException e) {
            LOG.warn("serving {} {}", manifest.name(), manifest.version(), e);
            post.accept(new Event.ServingFailed(manifest.name(), manifest.digest(), sentence(e)));
          }
        });
  }

  /**
   * The disk is at fault and not the version: what rotted is fetched again, and it is tried anew.
   */
  private void putOff(Manifest manifest, Event event, RuntimeException why) {
    LOG.warn("{} {} is put off: {}", manifest.name(), manifest.version(), why.getMessage());
    if (why instanceof Store.ChunksMissing missing) {
      post.accept(new Event.ChunksLost(missing.chunks()));
    }
    later(event);
  }

  private void later(Event event) {
    CompletableFuture.delayedExecutor(PUT_OFF.toMillis(), TimeUnit.MILLISECONDS)
        .execute(() -> post.accept(event));
  }

  /** Gives back the space of what no manifest names any more. */
  void collectGarbage() {
    run(
        disk,
        () -> {
          try {
            store.collectGarbage();
          } catch (RuntimeException e) {
            LOG.warn("garbage could not be collected; it is tried again later", e);
          }
        });
  }

  void stop(ModelName model) {
    run(
        models,
        () -> {
          shadows.remove(model);
          server.stop(model);
        });
  }

  private static String name(Source source) {
    return source instanceof Source.OfPeer peer ? "node " + peer.peer().node() : "the origin";
  }

  private static String sentence(Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    return cause == null || cause.getMessage() == null
        ? failure.getClass().getSimpleName().toLowerCase(Locale.ROOT)
        : cause.getMessage();
  }

  private static void run(ExecutorService executor, Runnable work) {
    try {
      executor.execute(work);
    } catch (RejectedExecutionException e) {
      LOG.debug("not done any more: the daemon is ending");
    }
  }

  private static Thread thread(Runnable task, String name) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    return thread;
  }

  @Override
  public void close() {
    disk.shutdownNow();
    models.shutdownNow();
  }
}
