package dev.linnet.daemon.serving;

import dev.linnet.core.Lease;
import dev.linnet.core.health.Observation;
import dev.linnet.core.model.Manifest;
import dev.linnet.core.model.ModelName;
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
  private static final Slot EMPTY = new Slot(null, null);

  /** What answers, and what is kept warm beside it. */
  private record Slot(@Nullable Version current, @Nullable Version previous) {
    List<Version> versions() {
      List<Version> versions = new ArrayList<>(2);
      if (current != null) {
        versions.add(current);
      }
      if (previous != null) {
        versions.add(previous);
      }
      return versions;
    }

    @Nullable Version find(Digest digest) {
      return versions().stream()
          .filter(version -> version.digest().equals(digest))
          .findFirst()
          .orElse(null);
    }

    @Nullable Version pick(String label) {
      if (label.isEmpty()) {
        return current;
      }
      return versions().stream()
          .filter(version -> version.label().equals(label))
          .findFirst()
          .orElse(null);
    }
  }

  private final ModelName name;
  private final RuntimeOptions options;
  private final @Nullable InFlight inFlight;
  private final ModelServer.Listener listener;
  private final AtomicLong answered = new AtomicLong();
  private final AtomicLong failed = new AtomicLong();
  private volatile Slot slot = EMPTY;
  private volatile boolean wanted;
  private @Nullable Version spare;
  private boolean closed;

  ServedModel(
      ModelName name,
      RuntimeOptions options,
      @Nullable InFlight inFlight,
      ModelServer.Listener listener) {
    this.name = name;
    this.options = options;
    this.inFlight = inFlight;
    this.listener = listener;
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

  boolean isQuick() {
    Version current = slot.current();
    return current != null && current.isQuick();
  }

  void countAnswered() {
    answered.incrementAndGet();
  }

  void countFailed() {
    failed.incrementAndGet();
  }

  /** Loads what is not loaded, then swaps. What served before does so until the swap. */
  void serve(Manifest manifest, Path directory, @Nullable Warm warm, Lease lease) {
    Slot before = slot;
    Version held = before.find(manifest.digest());
    Version next = held == null ? takeSpare(manifest.digest()) : held;
    try {
      if (next == null) {
        requireUnsuspected(manifest);
        next = Version.open(manifest, directory, options, inFlight);
      }
    } catch (ModelLoadException | RuntimeException | LinkageError e) {
      log.warn("{} {} cannot serve: {}", name, manifest.version(), e.getMessage());
      listener.servingFailed(name, manifest.digest(), String.valueOf(e.getMessage()));
      return;
    }
    if (!lease.holds(System.nanoTime(), System.currentTimeMillis())) {
      log.info("{} {} is loaded too late to open on what was known", name, manifest.version());
      if (held == null) {
        spare(next);
      }
      listener.servingLate(name, manifest.digest());
      return;
    }
    Version kept = warm == null ? null : before.find(warm.manifest().digest());
    install(new Slot(next, kept == next ? null : kept));
    log.info("{} {} serves", name, manifest.version());
    listener.servingStarted(name, manifest.digest());
    if (warm != null && kept == null) {
      loadWarm(next, warm);
    }
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
  private void loadWarm(Version serving, Warm warm) {
    try {
      install(new Slot(serving, open(warm)));
    } catch (ModelLoadException | RuntimeException | LinkageError e) {
      log.warn("{} {} is not kept warm: {}", name, warm.manifest().version(), e.getMessage());
    }
  }

  private Version open(Warm warm) throws ModelLoadException {
    requireUnsuspected(warm.manifest());
    return Version.open(warm.manifest(), warm.directory(), options, inFlight);
  }

  void stop() {
    wanted = false;
    takeSpare(null);
    install(EMPTY);
  }

  /** As {@link #stop}; a load that still runs closes what it loaded. */
  synchronized void close() {
    stop();
    closed = true;
  }

  /** Swaps, tells what was last seen of a version that no longer serves, lets go of the rest. */
  private synchronized void install(Slot after) {
    if (closed) {
      after.versions().forEach(Version::release);
      return;
    }
    Slot left = slot;
    Version current = after.current();
    Version before = left.current();
    if (current != null && current != before) {
      current.tally().restart(System.nanoTime());
    }
    slot = after;
    if (before != null && before != current) {
      tell(before);
    }
    for (Version version : left.versions()) {
      if (!after.versions().contains(version)) {
        version.release();
      }
    }
  }

  /** The version that serves, if one does. */
  @Nullable Version serving() {
    return slot.current();
  }

  /** Tells what was seen of the serving version since the last time. */
  void observe() {
    Version current = slot.current();
    if (current != null) {
      current.believe(System.nanoTime());
      tell(current);
    }
  }

  private void tell(Version version) {
    Observation observation = version.tally().drain(System.nanoTime());
    if (observation != null) {
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
