package dev.linnet.daemon.serving;

import dev.linnet.core.Lease;
import dev.linnet.core.health.Observation;
import dev.linnet.core.health.Sketch;
import dev.linnet.core.model.Manifest;
import dev.linnet.core.model.ModelName;
import dev.linnet.core.rollout.Canary;
import dev.linnet.core.rollout.Share;
import dev.linnet.core.trust.Digest;
import dev.linnet.daemon.serving.InferenceException.Status;
import dev.linnet.daemon.serving.ModelServer.Warm;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The versions of one model. {@link #serve} and {@link #stop} come from one thread at a time, all
 * else from any.
 */
final class ServedModel {
  private static final Logger log = LoggerFactory.getLogger(ServedModel.class);

  private final ModelName name;
  private final RuntimeOptions options;
  private final boolean keepWarm;
  private final @Nullable InFlight inFlight;
  private final ModelServer.Listener listener;
  private final AtomicLong answered = new AtomicLong();
  private final AtomicLong failed = new AtomicLong();
  private final RecentAnswers recent = new RecentAnswers();
  private volatile Slot slot = Slot.EMPTY;
  private volatile @Nullable ShadowRuns shadow;
  private volatile @Nullable Testifying testifying;
  private volatile boolean wanted;
  private @Nullable Version spare;
  private boolean closed;

  ServedModel(
      ModelName name,
      RuntimeOptions options,
      boolean keepWarm,
      @Nullable InFlight inFlight,
      ModelServer.Listener listener) {
    this.name = name;
    this.options = options;
    this.keepWarm = keepWarm;
    this.inFlight = inFlight;
    this.listener = listener;
  }

  ModelName name() {
    return name;
  }

  /** From now on the server is not ready until this model answers. */
  void want() {
    wanted = true;
  }

  boolean isWantedButNotReady() {
    return wanted && slot.current() == null;
  }

  /**
   * The version that answers; the caller releases it.
   *
   * @throws InferenceException NOT_READY or NOT_FOUND
   */
  Version acquire(String label) {
    while (true) {
      Slot seen = slot;
      Version version = seen.pick(label);
      if (version == null) {
        throw seen.current() == null
            ? new InferenceException(
                Status.NOT_READY, "model '" + name + "' is not ready: no version serves")
            : new InferenceException(
                Status.NOT_FOUND,
                "model '" + name + "' has no version '" + label + "' loaded: " + labels(seen));
      }
      if (version.acquire()) {
        return version;
      }
      Thread
          .onSpinWait(); // It was swapped out since the slot was read: the next look finds another.
    }
  }

  private static String labels(Slot slot) {
    return "it has " + String.join(", ", slot.versions().stream().map(Version::label).toList());
  }

  /** The version to compare with, if {@code version} is the one that serves. */
  @Nullable Version comparedWith(Version version) {
    Slot seen = slot;
    return seen.current() == version ? seen.previous() : null;
  }

  RecentAnswers recent() {
    return recent;
  }

  boolean isQuick() {
    return slot.isQuick();
  }

  void countAnswered() {
    answered.incrementAndGet();
  }

  void countFailed() {
    failed.incrementAndGet();
  }

  /** The version that gets what the serving version answered too, if there is one. */
  @Nullable ShadowRuns shadowOf(Version version) {
    return slot.current() == version ? shadow : null;
  }

  /** From now on what serves is counted by the baselines of {@code head}; by none if null. */
  void testify(@Nullable Manifest head) {
    testifying = head == null ? null : new Testifying(head);
  }

  /** Counts an answer by the baselines of another version, if any asks and this one serves. */
  void testify(Version version, List<Tensor> answers) {
    Testifying to = testifying;
    if (to != null && slot.current() == version) {
      to.answered(version.digest(), answers);
    }
  }

  /** Loads a version beside what serves, and lets it be asked too. */
  void shadow(Manifest manifest, Path directory, Share share) {
    endShadow();
    Version held = slot.find(manifest.digest());
    Version candidate = held == null ? takeSpare(manifest.digest()) : held;
    try {
      if (candidate == null) {
        candidate = open(manifest, directory);
      } else if (candidate == held && !held.acquire()) {
        throw new ModelLoadException("it was let go of");
      }
    } catch (ModelLoadException | RuntimeException | LinkageError | OutOfMemoryError e) {
      tellNotLoaded("be shadowed", manifest, e, listener::shadowPutOff, listener::shadowFailed);
      return;
    }
    candidate.tally().restart(System.nanoTime());
    begin(new ShadowRuns(candidate, Portion.of(share)));
    log.info("{} {} is in shadow", name, manifest.version());
  }

  private synchronized void begin(ShadowRuns runs) {
    if (closed) {
      runs.candidate().release();
    } else {
      shadow = runs;
    }
  }

  /** Lets what is in shadow go. */
  void endShadow() {
    Version candidate = takeShadow();
    if (candidate != null) {
      candidate.release();
    }
  }

  private synchronized @Nullable Version takeShadow() {
    ShadowRuns runs = shadow;
    shadow = null;
    if (runs == null) {
      return null;
    }
    runs.end();
    return runs.candidate();
  }

  /** What was in shadow and is to serve is loaded already; anything else is let go of. */
  private void endShadowFor(Digest digest) {
    Version candidate = takeShadow();
    if (candidate == null) {
      return;
    }
    if (candidate.digest().equals(digest) && !slot.versions().contains(candidate)) {
      takeSpare(null);
      spare(candidate);
    } else {
      candidate.release();
    }
  }

  /** Loads what is not loaded, then swaps. What served before does so until the swap. */
  void serve(
      Manifest manifest,
      Path directory,
      @Nullable Warm before,
      @Nullable Canary canary,
      Lease lease) {
    endShadowFor(manifest.digest());
    Version held = slot.find(manifest.digest());
    Version next = held == null ? takeSpare(manifest.digest()) : held;
    try {
      if (next == null) {
        next = open(manifest, directory);
      }
    } catch (ModelLoadException | RuntimeException | LinkageError | OutOfMemoryError e) {
      tellNotLoaded("serve", manifest, e, listener::servingPutOff, listener::servingFailed);
      return;
    }
    Warm warm = keepWarm || canary != null ? before : null;
    Version kept = warm == null ? null : slot.find(warm.manifest().digest());
    boolean fresh = false;
    if (canary != null && warm != null && kept == null) {
      kept = openWarm(warm, manifest);
      fresh = kept != null;
    }
    if (!lease.holds(System.nanoTime(), System.currentTimeMillis())) {
      log.info("{} {} is loaded too late to open on what was known", name, manifest.version());
      if (held == null) {
        spare(next);
      }
      if (fresh && kept != null) {
        kept.release();
      }
      listener.servingLate(name, manifest.digest());
      return;
    }
    Version previous = kept == next ? null : kept;
    Slot.Takeover takeover = canary == null || previous == null ? null : Slot.Takeover.of(canary);
    List<Version> loaded = new ArrayList<>();
    if (held == null) {
      loaded.add(next);
    }
    if (fresh && kept != null) {
      loaded.add(kept);
    }
    if (!install(new Slot(next, previous, takeover), loaded)) {
      return;
    }
    log.info(takeover == null ? "{} {} serves" : "{} {} serves a part", name, manifest.version());
    listener.servingStarted(name, manifest.digest());
    if (keepWarm && warm != null && kept == null && canary == null) {
      Version opened = openWarm(warm, manifest);
      if (opened != null) {
        install(new Slot(next, opened, null), List.of(opened));
      }
    }
  }

  /** How the listener hears that a version was not loaded, and why. */
  private interface Word {
    void of(ModelName model, Digest manifest, String reason);
  }

  /** A version for which there is no room is put off, and any other has failed. */
  private void tellNotLoaded(
      String what, Manifest manifest, Throwable why, Word putOff, Word failed) {
    String reason = String.valueOf(why.getMessage());
    log.warn("{} {} cannot {}: {}", name, manifest.version(), what, reason);
    Word word = NoRoom.isWhy(why) ? putOff : failed;
    word.of(name, manifest.digest(), reason);
  }

  /** Lets the newer version answer all, once its canary is over. */
  void endCanary() {
    Slot seen = slot;
    if (seen.takeover() != null && seen.takeover().isOver()) {
      install(new Slot(seen.current(), keepWarm ? seen.previous() : null, null), List.of());
    }
  }

  boolean hasCanaryToEnd() {
    Slot.Takeover takeover = slot.takeover();
    return takeover != null && takeover.isOver();
  }

  /** Said once: whoever orders the version again after that means it. */
  private void requireUnsuspected(Manifest manifest) throws ModelLoadException {
    if (inFlight != null && inFlight.suspects(manifest.digest())) {
      inFlight.mark(manifest.digest()).forgive();
      throw new ModelLoadException("the daemon died twice while this version was answering");
    }
  }

  /** What came too late may be ordered again, and is not loaded twice. */
  private synchronized void spare(Version version) {
    if (closed) {
      version.release();
    } else {
      spare = version;
    }
  }

  /** The spare version if it is that one; any other is let go of. */
  private synchronized @Nullable Version takeSpare(@Nullable Digest digest) {
    Version taken = spare;
    spare = null;
    if (taken != null && !taken.digest().equals(digest)) {
      taken.release();
      return null;
    }
    return taken;
  }

  /** Without it the version serves all the same, uncompared, and going back takes a load. */
  private @Nullable Version openWarm(Warm warm, Manifest beside) {
    try {
      return open(warm.manifest(), warm.directory());
    } catch (ModelLoadException | RuntimeException | LinkageError | OutOfMemoryError e) {
      log.warn("{} {} is not kept warm: {}", name, warm.manifest().version(), e.getMessage());
      listener.uncompared(
          name,
          beside.digest(),
          "version "
              + warm.manifest().version()
              + " could not be loaded beside it ("
              + e.getMessage()
              + ")");
      return null;
    }
  }

  private Version open(Manifest manifest, Path directory) throws ModelLoadException {
    requireUnsuspected(manifest);
    return Version.open(manifest, directory, options, inFlight);
  }

  void stop() {
    wanted = false;
    endShadow();
    takeSpare(null);
    install(Slot.EMPTY, List.of());
  }

  /** As {@link #stop}; a load that still runs closes what it loaded. */
  synchronized void close() {
    stop();
    closed = true;
  }

  /**
   * Swaps, tells what was last seen of a version that no longer serves, lets go of the rest.
   *
   * @param loaded the versions of {@code after} that stood nowhere yet: once closed, only they are
   *     still there to be let go of
   * @return false once closed
   */
  private synchronized boolean install(Slot after, List<Version> loaded) {
    if (closed) {
      loaded.forEach(Version::release);
      return false;
    }
    Slot left = slot;
    Version current = after.current();
    Version before = left.current();
    if (current != null && current != before) {
      current.tally().restart(System.nanoTime());
      if (before != null) {
        current.follows(before);
      }
    }
    slot = after;
    if (before != null && before != current) {
      tell(before, 0);
    }
    for (Version version : left.versions()) {
      if (!after.versions().contains(version)) {
        version.release();
      }
    }
    return true;
  }

  /** The version that serves, if one does. */
  @Nullable Version serving() {
    return slot.current();
  }

  /**
   * Tells what was seen of the serving version since the last time.
   *
   * @param peakBytes the most memory that the process held since, or 0 if it tells nothing; of a
   *     version that does not answer alone it tells nothing either
   */
  void observe(long peakBytes) {
    Slot seen = slot;
    Version current = seen.current();
    if (current != null) {
      current.believe(System.nanoTime());
      tell(current, seen.takeover() == null ? peakBytes : 0);
      tellTestimony(current);
    }
    ShadowRuns runs = shadow;
    if (runs != null) {
      tell(runs.candidate(), 0);
    }
  }

  private void tellTestimony(Version current) {
    Testifying to = testifying;
    if (to != null) {
      List<Sketch> shown = to.take(current.digest());
      if (!shown.isEmpty()) {
        listener.witnessed(name, current.digest(), to.head(), shown);
      }
    }
  }

  private void tell(Version version, long peakBytes) {
    Observation observation =
        version
            .tally()
            .drain(System.nanoTime(), version.memoryOf(peakBytes), version.previousMemoryBytes());
    if (observation != null) {
      if (observation.memoryBytes() > 0) {
        version.tookMemory(observation.memoryBytes());
      }
      listener.observed(name, version.digest(), observation);
    }
  }

  ModelView view() {
    Slot seen = slot;
    return new ModelView(
        name,
        Optional.ofNullable(seen.current()).map(ModelView.VersionView::of),
        seen.versions().stream().map(ModelView.VersionView::of).toList(),
        answered.get(),
        failed.get());
  }
}
