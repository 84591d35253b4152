package dev.linnet.daemon.serving;

import dev.linnet.core.Lease;
import dev.linnet.core.health.Observation;
import dev.linnet.core.health.Sketch;
import dev.linnet.core.model.Manifest;
import dev.linnet.core.model.ModelName;
import dev.linnet.core.rollout.Canary;
import dev.linnet.core.rollout.Share;
import dev.linnet.core.trust.Digest;
import dev.linnet.daemon.DaemonThreads;
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
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
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

    /** The device has no room to load the version now; what served before still does. */
    default void servingPutOff(ModelName model, Digest manifest, String reason) {
      servingFailed(model, manifest, reason);
    }

    /** A version serves or is about to, and nothing will be compared with it. */
    default void uncompared(ModelName model, Digest manifest, String reason) {}

    /** A version could not be loaded to be shadowed. */
    default void shadowFailed(ModelName model, Digest manifest, String reason) {}

    /** The device has no room now to load a version to be shadowed. */
    default void shadowPutOff(ModelName model, Digest manifest, String reason) {
      shadowFailed(model, manifest, reason);
    }

    /** What was seen of a version that serves or is in shadow; only if there was traffic. */
    void observed(ModelName model, Digest manifest, Observation observation);

    /**
     * What the serving version showed by the baselines of outputs of another, as {@link #witness}
     * asked; only if there was traffic.
     */
    default void witnessed(ModelName model, Digest by, Digest head, List<Sketch> shown) {}
  }

  /** The version before: its manifest, and the directory of its files. */
  public record Warm(Manifest manifest, Path directory) {}

  private final ServingConfig config;
  private final Listener listener;
  private final Admission admission;
  private final RequestMemory memory;
  private final ServingMetrics metrics;
  private final SecondRuns secondRuns;
  private final Comparison comparison;
  private final MemoryWindows windows;
  private final Map<String, Batcher> batchers = new HashMap<>();
  private final RequestIds ids = new RequestIds();
  private final @Nullable InFlight inFlight;
  private final Map<String, ServedModel> models = new ConcurrentSkipListMap<>();
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
    this.admission = new Admission(config.maxRunning(), config.maxQueued(), config.maxQueueWait());
    this.memory = new RequestMemory(config.requestBytes());
    this.metrics = new ServingMetrics(registry, admission);
    this.secondRuns = new SecondRuns(config.maxCompareQueued(), config.maxCompareBytes(), memory);
    this.comparison = new Comparison(secondRuns, config.compareShare());
    this.windows = new MemoryWindows(secondRuns, config.compareShare() < 1);
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
    observer.scheduleAtFixedRate(this::observe, everyNanos, everyNanos, TimeUnit.NANOSECONDS);
  }

  private void observe() {
    long peakBytes = windows.next();
    for (ServedModel model : models.values()) {
      model.observe(peakBytes);
      if (model.hasCanaryToEnd()) {
        changes.submit(model.name(), model::endCanary);
      }
    }
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
   * one after the other, and each ends in servingStarted, servingFailed, servingPutOff or
   * servingLate. A version that is loaded already serves by a swap alone.
   *
   * @param directory where the manifest's files lie, verified
   * @param compareWith the version to keep loaded and to compare with; any other is closed
   * @param canary the share that the version answers at first, while {@code compareWith} answers
   *     the rest; null if it answers all at once
   * @param lease looked at once the version is loaded
   */
  public void serve(
      Manifest manifest,
      Path directory,
      @Nullable Warm compareWith,
      @Nullable Canary canary,
      Lease lease) {
    ServedModel model =
        models.computeIfAbsent(
            manifest.name().value(),
            name ->
                new ServedModel(
                    manifest.name(), config.runtime(), config.keepWarm(), inFlight, listener));
    model.want();
    changes.submit(
        manifest.name(),
        () -> {
          model.want(); // a stop may have stood in the queue before
          model.serve(manifest, directory, compareWith, canary, lease);
        });
  }

  /** As the other, for what may serve at any time and answers all at once. */
  public void serve(Manifest manifest, Path directory, @Nullable Warm compareWith) {
    serve(manifest, directory, compareWith, null, Lease.UNBOUNDED);
  }

  /**
   * Loads a version beside the one that serves and gives it a share of the requests too, in order
   * with {@link #serve}, whose next order ends it and takes over what was loaded. Nothing if no
   * version of the model ever was to serve.
   */
  public void shadow(Manifest manifest, Path directory, Share share) {
    change(manifest.name(), model -> model.shadow(manifest, directory, share));
  }

  /** Lets what is in the model's shadow go, in order with {@link #shadow}. */
  public void endShadow(ModelName name) {
    change(name, ServedModel::endShadow);
  }

  /**
   * Counts from now on what serves by the baselines of a version that does not serve, too; instead
   * of any other that was named before.
   */
  public void witness(Manifest head) {
    ServedModel model = model(head.name().value());
    if (model != null) {
      model.testify(head);
    }
  }

  /** Counts by the baselines of no other version any more. */
  public void endWitness(ModelName name) {
    ServedModel model = model(name.value());
    if (model != null) {
      model.testify(null);
    }
  }

  /** Lets the model answer "not ready" from now on, in order with {@link #serve}. */
  public void stop(ModelName name) {
    change(name, ServedModel::stop);
  }

  private void change(ModelName name, Consumer<ServedModel> change) {
    ServedModel model = model(name.value());
    if (model != null) {
      changes.submit(name, () -> change.accept(model));
    }
  }

  /** Inferences that run at once. */
  public int mostRunning() {
    return config.maxRunning();
  }

  /** What requests under way may take of the heap. */
  public RequestMemory memory() {
    return memory;
  }

  /**
   * Whether a model of that name was ever asked to serve: what a request for no such model holds
   * need not be read.
   *
   * @throws InferenceException NOT_FOUND
   */
  public void requireKnown(String name) {
    known(name);
  }

  private ServedModel known(String name) {
    ServedModel model = model(name);
    if (model == null) {
      InferenceException e = notFound(name);
      refused(name, "", e);
      throw e;
    }
    return model;
  }

  /**
   * Counts a request in, before it waits for anything.
   *
   * @param memory what it holds, which it does until both are closed
   * @param isGone whether nobody waits for its answer any more; it is not run then
   * @throws InferenceException NOT_FOUND, or EXHAUSTED if too many are under way
   */
  public UnderWay begin(String name, RequestMemory.Held memory, BooleanSupplier isGone) {
    known(name);
    try {
      return new UnderWay(admission, memory, isGone);
    } catch (InferenceException e) {
      refused(name, "", e);
      throw e;
    }
  }

  /** Counts a request that was refused before it could {@link #begin}. */
  public void refused(String name, InferenceException e) {
    refused(name, "", e);
  }

  private void refused(String name, String version, InferenceException e) {
    ServedModel model = model(name);
    metrics.refused(model == null ? "" : name, version, e.status());
    if (model != null && e.status().isOurs()) {
      model.countFailed();
    }
  }

  /** As the other, of a request that begins only now. */
  public InferenceResult infer(InferenceRequest request) {
    try (RequestMemory.Held held = memory.hold();
        UnderWay underWay = begin(request.model(), held, () -> false)) {
      return infer(request, underWay);
    }
  }

  /**
   * Answers on the caller's thread, which may wait for its turn.
   *
   * @throws InferenceException with the status that tells whose turn it is to change something
   */
  public InferenceResult infer(InferenceRequest request, UnderWay underWay) {
    ServedModel model = known(request.model());
    Asked asked = new Asked(underWay);
    try {
      if (closed) {
        throw new InferenceException(Status.NOT_READY, "the server is closing");
      }
      underWay.requireAwaited();
      Batcher batcher = batchers.get(request.model());
      return batcher == null
          ? inTurn(model, request, asked)
          : inBatch(batcher, model, request, asked);
    } catch (InferenceException e) {
      refused(request.model(), asked.answeredBy, e);
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
    private final UnderWay underWay;
    private String answeredBy = "";

    Asked(UnderWay underWay) {
      this.underWay = underWay;
    }
  }

  /** The turn ends with the run: nobody waits for what is noted of another's answer. */
  private InferenceResult inTurn(ServedModel model, InferenceRequest request, Asked asked) {
    try (Admission.Turn turn = admission.enter(asked.underWay.sinceNanos())) {
      asked.underWay.requireAwaited();
      Version version = model.acquire(request.version());
      try {
        asked.answeredBy = version.label();
        return answer(
            model,
            version,
            request,
            asked,
            () -> {
              try (turn) {
                return Run.of(
                    version, request.inputs(), request.outputs(), asked.underWay.memory()::take);
              }
            });
      } finally {
        version.release();
      }
    }
  }

  /** The batch takes its turn, not the request. */
  private InferenceResult inBatch(
      Batcher batcher, ServedModel model, InferenceRequest request, Asked asked) {
    Version version = model.acquire(request.version());
    try {
      asked.answeredBy = version.label();
      if (batcher.takes(version, request)) {
        return answer(
            model, version, request, asked, () -> batcher.run(version, request, asked.underWay));
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
    model.testify(version, answers);
    ServingMetrics.OfVersion meters = version.meters(metrics);
    meters.answered().increment();
    meters.duration().record(run.tookNanos(), TimeUnit.NANOSECONDS);
    meters.queue().record(run.startNanos() - asked.underWay.sinceNanos(), TimeUnit.NANOSECONDS);
    model.countAnswered();
    Version previous = model.comparedWith(version);
    if (previous != null && !windows.isFree()) {
      comparison.offer(version, previous, request, answers, !admission.isTaken());
    }
    ShadowRuns shadow = model.shadowOf(version);
    if (shadow != null) {
      shadow.offer(secondRuns, version, request, answers);
    }
    return new InferenceResult(
        request.model(), version.label(), answers, remember(model, version, request, answers));
  }

  /** Returns the id that it makes for the request, if it must. */
  private String remember(
      ServedModel model, Version version, InferenceRequest request, List<Tensor> answers) {
    Outcomes outcomes = Outcomes.of(answers, version.manifest()).orElse(null);
    if (outcomes == null || request.id().length() > RecentAnswers.MOST_ID_LENGTH) {
      return "";
    }
    String made = request.id().isEmpty() ? ids.next() : "";
    model
        .recent()
        .keep(
            made.isEmpty() ? request.id() : made,
            new RecentAnswers.Answer(version.label(), version.tally(), outcomes));
    return made;
  }

  /**
   * Takes the true outcome of a request that was answered lately, and counts it for the version
   * that answered.
   *
   * @param labels one for each row: the class by its number, or the label
   * @throws InferenceException NOT_FOUND if no such answer is remembered, INVALID if the labels do
   *     not fit it; it is remembered on then
   */
  public Feedback feedback(String name, String requestId, List<String> labels) {
    ServedModel model = model(name);
    if (model == null) {
      throw notFound(name);
    }
    Feedback taken = model.recent().tell(name, requestId, labels);
    if (taken == null) {
      throw new InferenceException(
          Status.NOT_FOUND,
          "model '"
              + name
              + "' remembers no answer with the id '"
              + requestId
              + "': it keeps the latest "
              + RecentAnswers.MOST_ROWS
              + " rows, and takes each outcome once");
    }
    return taken;
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
    return models.get(name);
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
    secondRuns.close();
    if (inFlight != null) {
      inFlight.close();
    }
  }
}
