package dev.linnet.daemon.serving;

import dev.linnet.core.Lease;
import dev.linnet.core.health.Observation;
import dev.linnet.core.model.Manifest;
import dev.linnet.core.model.ModelName;
import dev.linnet.core.trust.Digest;
import dev.linnet.daemon.probe.Prober;
import dev.linnet.daemon.serving.InferenceException.Status;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers inferences with the models that it was told to serve, and changes their versions without
 * dropping a request. A version is loaded while the one before answers; the swap is a pointer; the
 * one before closes with its last user, or stays warm for comparison and for the way back.
 */
public final class ModelServer implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ModelServer.class);
  private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(10);

  /** Told from the server's own threads, for one model in order. */
  public interface Listener {
    /** Requests that come from now on are answered by this version. */
    void servingStarted(ModelName model, Digest manifest);

    /** The version could not be loaded; what served before still does. */
    void servingFailed(ModelName model, Digest manifest, String reason);

    /** The lease of an order ran out before the swap; what served before still does. */
    default void servingLate(ModelName model, Digest manifest) {}

    /** What was seen of a version while it served; only if there was traffic. */
    void observed(ModelName model, Digest manifest, Observation observation);
  }

  /** The version before: its manifest, and the directory of its files. */
  public record Warm(Manifest manifest, Path directory) {}

  private final ServingConfig config;
  private final Listener listener;
  private final Admission admission;
  private final ServingMetrics metrics;
  private final Comparison comparison;
  private final Map<String, Batcher> batchers = new HashMap<>();
  private final @Nullable InFlight inFlight;
  private final Map<ModelName, ServedModel> models = new ConcurrentSkipListMap<>();
  private final ModelQueues<ModelName> changes = new ModelQueues<>("linnet-load");
  private final ScheduledExecutorService observer;
  private volatile boolean closed;

  public ModelServer(ServingConfig config, Listener listener) {
    this(config, listener, new SimpleMeterRegistry());
  }

  public ModelServer(ServingConfig config, Listener listener, MeterRegistry registry) {
    this.config = config;
    unpackNatives(config.runtime().nativeDirectory());
    this.listener = new SafeListener(listener);
    this.admission =
        new Admission(config.maxConcurrent(), config.maxQueued(), config.maxQueueWait());
    this.metrics = new ServingMetrics(registry, admission);
    this.comparison = new Comparison(config);
    config
        .batching()
        .forEach(
            (model, batching) ->
                batchers.put(
                    model,
                    new Batcher(
                        batching, admission, config.maxQueued(), metrics.batchSizes(model))));
    this.inFlight = inFlight(config.inFlightFile());
    this.observer =
        Executors.newSingleThreadScheduledExecutor(DaemonThreads.named("linnet-observe"));
    long everyNanos = config.observeEvery().toNanos();
    observer.scheduleAtFixedRate(
        () -> models.values().forEach(ServedModel::observe),
        everyNanos,
        everyNanos,
        TimeUnit.NANOSECONDS);
  }

  /** Now, and not with the first model, so that a trial before it finds them too. */
  private static void unpackNatives(@Nullable Path directory) {
    if (directory != null) {
      try {
        OnnxNatives.unpack(directory);
      } catch (IOException e) {
        log.warn("{}: ONNX Runtime's library could not be unpacked: {}", directory, e.toString());
      }
    }
  }

  /** A daemon that cannot keep it serves all the same. */
  private static @Nullable InFlight inFlight(@Nullable Path file) {
    try {
      return file == null ? null : InFlight.open(file);
    } catch (IOException e) {
      log.warn("{}: what is under way cannot be written down: {}", file, e.toString());
      return null;
    }
  }

  /**
   * Brings a model to answer with a version; returns at once. Orders for one model are carried out
   * one after the other, and each ends in servingStarted, servingFailed or servingLate. A version
   * that is loaded already serves by a swap alone.
   *
   * @param directory where the manifest's files lie, verified
   * @param compareWith the version to keep loaded and to compare with; any other is closed
   * @param lease looked at once the version is loaded
   */
  public void serve(Manifest manifest, Path directory, @Nullable Warm compareWith, Lease lease) {
    ServedModel model =
        models.computeIfAbsent(
            manifest.name(), name -> new ServedModel(name, config.runtime(), inFlight, listener));
    model.want();
    changes.submit(
        manifest.name(),
        () -> {
          model.want(); // a stop may have stood in the queue before
          model.serve(manifest, directory, config.keepWarm() ? compareWith : null, lease);
        });
  }

  /** As {@link #serve(Manifest, Path, Warm, Lease)}, for what may serve at any time. */
  public void serve(Manifest manifest, Path directory, @Nullable Warm compareWith) {
    serve(manifest, directory, compareWith, Lease.UNBOUNDED);
  }

  /** Lets the model answer "not ready" from now on, in order with {@link #serve}. */
  public void stop(ModelName name) {
    ServedModel model = models.get(name);
    if (model != null) {
      changes.submit(name, model::stop);
    }
  }

  /**
   * Answers on the caller's thread, which may wait for its turn.
   *
   * @throws InferenceException with the status that tells whose turn it is to change something
   */
  public InferenceResult infer(InferenceRequest request) {
    ServedModel model = model(request.model());
    if (model == null) {
      metrics.refused(request.model(), request.version(), Status.NOT_FOUND);
      throw notFound(request.model());
    }
    Asked asked = new Asked();
    try {
      if (closed) {
        throw new InferenceException(Status.NOT_READY, "the server is closing");
      }
      Batcher batcher = batchers.get(request.model());
      return batcher == null
          ? inTurn(model, request, asked)
          : inBatch(batcher, model, request, asked);
    } catch (InferenceException e) {
      metrics.refused(request.model(), asked.answeredBy, e.status());
      if (e.status().isOurs()) {
        model.countFailed();
      }
      throw e;
    }
  }

  /**
   * Whether an answer is likely there sooner than another thread could begin with it: so it was
   * lately, it need not wait for a turn, and for no batch.
   */
  public boolean isQuick(String name) {
    ServedModel model = model(name);
    return model != null && model.isQuick() && admission.hasTurns() && !batchers.containsKey(name);
  }

  /** Whether an inference runs at this moment. */
  public boolean isAnswering() {
    return admission.isTaken();
  }

  /** What is known of a request under way. */
  private static final class Asked {
    private final long nanos = System.nanoTime();
    private String answeredBy = "";
  }

  private InferenceResult inTurn(ServedModel model, InferenceRequest request, Asked asked) {
    admission.enter();
    try {
      Version version = model.acquire(request.version());
      try {
        asked.answeredBy = version.label();
        return answer(
            model,
            version,
            request,
            asked,
            () -> Run.of(version, request.inputs(), request.outputs()));
      } finally {
        version.release();
      }
    } finally {
      admission.leave();
    }
  }

  /** The batch takes its turn, not the request. */
  private InferenceResult inBatch(
      Batcher batcher, ServedModel model, InferenceRequest request, Asked asked) {
    Version version = model.acquire(request.version());
    try {
      asked.answeredBy = version.label();
      if (batcher.takes(version, request)) {
        return answer(model, version, request, asked, () -> batcher.run(version, request));
      }
    } finally {
      version.release();
    }
    return inTurn(model, request, asked);
  }

  private InferenceResult answer(
      ServedModel model,
      Version version,
      InferenceRequest request,
      Asked asked,
      Supplier<Run> running) {
    long begun = System.nanoTime();
    Run run;
    try {
      run = running.get();
    } catch (InferenceException e) {
      if (e.status() == Status.RUNTIME) {
        version.tally().failed(System.nanoTime() - begun);
        log.warn("{} {} failed: {}", request.model(), version.label(), e.getMessage());
      }
      throw e;
    }
    List<Tensor> answers = run.answers();
    version.took(run.tookNanos());
    version
        .tally()
        .answered(
            run.tookNanos(),
            Finite.all(answers),
            version.features().count(request.inputs(), answers));
    ServingMetrics.OfVersion meters = metrics.of(request.model(), version.label());
    meters.answered().increment();
    meters.duration().record(run.tookNanos(), TimeUnit.NANOSECONDS);
    meters.queue().record(run.startNanos() - asked.nanos, TimeUnit.NANOSECONDS);
    model.countAnswered();
    Version previous = model.comparedWith(version);
    if (previous != null) {
      comparison.offer(version, previous, request, answers, admission.isQuiet());
    }
    return new InferenceResult(request.model(), version.label(), answers);
  }

  /**
   * Runs a probe of the owner's if anything serves, and counts its outcome for each version that
   * served from its beginning to its end: of any other it says nothing.
   */
  public void probe(Prober.Run run) throws InterruptedException {
    Map<ServedModel, Version> before = new IdentityHashMap<>();
    for (ServedModel model : models.values()) {
      Version version = model.serving();
      if (version != null) {
        before.put(model, version);
      }
    }
    if (before.isEmpty()) {
      return;
    }
    boolean passed = run.passes();
    before.forEach(
        (model, version) -> {
          if (model.serving() == version) {
            version.tally().probed(passed);
          }
        });
  }

  /** Whether every model that should serve does. */
  public boolean isReady() {
    return !closed && models.values().stream().noneMatch(ServedModel::isWantedButNotReady);
  }

  /** All models that were ever asked to serve, by name. */
  public List<ModelView> models() {
    return models.values().stream().map(ServedModel::view).toList();
  }

  /** One model; empty if it was never asked to serve. */
  public Optional<ModelView> view(String name) {
    return Optional.ofNullable(model(name)).map(ServedModel::view);
  }

  private @Nullable ServedModel model(String name) {
    try {
      return models.get(new ModelName(name));
    } catch (IllegalArgumentException e) {
      return null; // No model can have that name.
    }
  }

  /** No model of that name was ever asked to serve. */
  public static InferenceException notFound(String name) {
    return new InferenceException(Status.NOT_FOUND, "there is no model '" + name + "'");
  }

  /** Refuses what comes, lets what runs end, and closes all sessions. */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    changes.close(CLOSE_PATIENCE);
    observer.shutdownNow();
    models.values().forEach(ServedModel::close);
    if (!admission.drain(CLOSE_PATIENCE)) {
      log.warn("inferences still run after {} s", CLOSE_PATIENCE.toSeconds());
    }
    comparison.close();
    if (inFlight != null) {
      inFlight.close();
    }
  }
}
