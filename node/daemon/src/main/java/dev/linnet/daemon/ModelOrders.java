package dev.linnet.daemon;

import dev.linnet.core.Event;
import dev.linnet.core.Lease;
import dev.linnet.core.NodeView;
import dev.linnet.core.model.Manifest;
import dev.linnet.core.model.ModelName;
import dev.linnet.core.rollout.Canary;
import dev.linnet.core.rollout.Share;
import dev.linnet.daemon.serving.ModelQueues;
import dev.linnet.daemon.serving.ModelServer;
import dev.linnet.daemon.store.Store;
import dev.linnet.daemon.trial.Trial;
import dev.linnet.daemon.trial.Trial.TrialResult;
import dev.linnet.daemon.trial.TrialConfig;
import dev.linnet.daemon.trial.VersionBefore;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries out what the node orders to be done with whole models, off its thread: has them laid out
 * as files, tried, shadowed and served. How it went comes back as events.
 */
final class ModelOrders implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ModelOrders.class);
  private static final Duration PUT_OFF = Duration.ofSeconds(1);

  /** Lays a model out and returns where; fails as {@link Store#materialise} does. */
  interface Layouts {
    Path of(Manifest manifest);
  }

  private final Layouts layouts;
  private final ModelServer server;
  private final Trial trial;
  private final TrialConfig trialConfig;
  private final Supplier<CompletableFuture<NodeView>> view;
  private final Supplier<Optional<String>> postponed;
  private final Consumer<Event> post;

  /** What is in shadow; each changed in its model's turn. */
  private final Map<ModelName, Manifest> shadows = new ConcurrentHashMap<>();

  /** To lay a model out may take minutes, which no other model waits for. */
  private final ModelQueues<ModelName> models = new ModelQueues<>("models");

  /** Nor does the way back of the same model wait for what is only to be tried. */
  private final WorkThreads trials = new WorkThreads(1, "trials");

  ModelOrders(
      Layouts layouts,
      ModelServer server,
      Trial trial,
      TrialConfig trialConfig,
      Supplier<CompletableFuture<NodeView>> view,
      Supplier<Optional<String>> postponed,
      Consumer<Event> post) {
    this.layouts = layouts;
    this.server = server;
    this.trial = trial;
    this.trialConfig = trialConfig;
    this.view = view;
    this.postponed = postponed;
    this.post = post;
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
            .thenAccept(comparison -> trials.run(() -> tryNow(manifest, comparison)));
  }

  private void tryNow(Manifest manifest, Optional<TrialComparison> comparison) {
    try {
      Path directory = layouts.of(manifest);
      VersionBefore before = comparison.flatMap(this::before).orElse(null);
      var unused =
          (before == null ? trial.run(manifest, directory) : trial.run(manifest, directory, before))
              .whenComplete((result, failure) -> ended(manifest, result, failure));
    } catch (Store.StoreFailure | Store.ChunksMissing | OutOfMemoryError e) {
      putOff(manifest, new Event.TrialPutOff(manifest.digest()), e);
    } catch (RuntimeException e) {
      LOG.warn("trial of {} {}", manifest.name(), manifest.version(), e);
      tried(manifest, false, Workers.sentence(e));
    }
  }

  /** A machine that could run no child says nothing against a version. */
  private void ended(Manifest manifest, @Nullable TrialResult result, @Nullable Throwable failure) {
    if (result == null || result.outcome() == Trial.Outcome.NOT_RUN) {
      LOG.warn(
          "the trial of {} {} is put off: {}",
          manifest.name(),
          manifest.version(),
          result == null ? String.valueOf(failure) : result.reason());
      later(new Event.TrialPutOff(manifest.digest()));
    } else {
      tried(manifest, result.passed(), result.reason());
    }
  }

  private Optional<VersionBefore> before(TrialComparison comparison) {
    Manifest before = comparison.before();
    try {
      Path directory = layouts.of(before);
      return Optional.of(
          new VersionBefore(before, directory, comparison.latency(), comparison.memory()));
    } catch (Store.StoreFailure | Store.ChunksMissing e) {
      LOG.warn("{} {} is measured against nothing", before.name(), before.version(), e);
      tellLost(e);
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
    models.submit(
        manifest.name(),
        () -> {
          try {
            server.shadow(manifest, layouts.of(manifest), share);
            shadows.put(manifest.name(), manifest);
            if (postponed.get().isPresent()) {
              putOffShadow(manifest.name());
            }
          } catch (Store.StoreFailure | Store.ChunksMissing | OutOfMemoryError e) {
            putOff(manifest, new Event.TrialPutOff(manifest.digest()), e);
          } catch (RuntimeException e) {
            LOG.warn("shadowing {} {}", manifest.name(), manifest.version(), e);
            post.accept(new Event.TrialFinished(manifest.digest(), false, Workers.sentence(e)));
          }
        });
  }

  void endShadow(ModelName model) {
    models.submit(
        model,
        () -> {
          shadows.remove(model);
          server.endShadow(model);
        });
  }

  /** The device is to be spared from now on: what is in shadow is ordered anew later. */
  void putOffShadows() {
    shadows.keySet().forEach(model -> models.submit(model, () -> putOffShadow(model)));
  }

  private void putOffShadow(ModelName model) {
    Manifest manifest = shadows.remove(model);
    if (manifest != null) {
      LOG.info("{} {} is in shadow no more for now", model, manifest.version());
      server.endShadow(model);
      post.accept(new Event.TrialPutOff(manifest.digest()));
    }
  }

  void witness(Manifest head) {
    models.submit(head.name(), () -> server.witness(head));
  }

  void endWitness(ModelName model) {
    models.submit(model, () -> server.endWitness(model));
  }

  void serve(
      Manifest manifest, @Nullable Manifest compareWith, @Nullable Canary canary, Lease lease) {
    models.submit(
        manifest.name(),
        () -> {
          shadows.remove(manifest.name());
          try {
            ModelServer.Warm before =
                compareWith == null ? null : before(compareWith, manifest, canary != null);
            server.serve(manifest, layouts.of(manifest), before, canary, lease);
          } catch (Store.StoreFailure | Store.ChunksMissing | OutOfMemoryError e) {
            putOff(manifest, new Event.ServingLate(manifest.name(), manifest.digest()), e);
          } catch (RuntimeException e) {
            LOG.warn("serving {} {}", manifest.name(), manifest.version(), e);
            post.accept(
                new Event.ServingFailed(manifest.name(), manifest.digest(), Workers.sentence(e)));
          }
        });
  }

  /** A version answers without the one before too, uncompared; a canary takes both. */
  private ModelServer.@Nullable Warm before(Manifest before, Manifest beside, boolean required) {
    try {
      return new ModelServer.Warm(before, layouts.of(before));
    } catch (Store.StoreFailure | Store.ChunksMissing e) {
      if (required) {
        throw e;
      }
      LOG.warn(
          "{} {} is compared with nothing: {}", beside.name(), beside.version(), e.getMessage());
      tellLost(e);
      String reason = "the files of version " + before.version() + " are not to be had";
      post.accept(new Event.Uncompared(beside.name(), beside.digest(), reason));
      return null;
    }
  }

  /**
   * The disk is at fault or the lack of memory, and not the version: what rotted is fetched again,
   * and it is tried anew.
   */
  private void putOff(Manifest manifest, Event event, Throwable why) {
    LOG.warn("{} {} is put off: {}", manifest.name(), manifest.version(), why.getMessage());
    tellLost(why);
    later(event);
  }

  private void tellLost(Throwable why) {
    if (why instanceof Store.ChunksMissing missing) {
      post.accept(new Event.ChunksLost(missing.chunks()));
    }
  }

  private void later(Event event) {
    Later.TIMER.run(PUT_OFF, () -> post.accept(event));
  }

  void stop(ModelName model) {
    models.submit(
        model,
        () -> {
          shadows.remove(model);
          server.stop(model);
        });
  }

  @Override
  public void close() {
    trials.close();
    models.close(Duration.ZERO);
  }
}
