package dev.linnet.daemon.metrics;

import dev.linnet.core.Event;
import dev.linnet.core.NodeView;
import dev.linnet.core.model.ChunkRef;
import dev.linnet.core.model.Manifest;
import dev.linnet.core.trust.Digest;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * How long models take to come, from the first chunk that is ordered until all are here. Told on
 * the node's thread alone, on which views are answered too.
 */
final class FetchTimes {
  private final Timer times;
  private final LongSupplier nanoTime;
  private final Map<Digest, Fetch> underWay = new HashMap<>();

  private static final class Fetch {
    final long sinceNanos;

    /** Null until the node has told what it holds. */
    @Nullable Set<Digest> lacking;

    Fetch(long sinceNanos) {
      this.sinceNanos = sinceNanos;
    }
  }

  FetchTimes(MeterRegistry registry, LongSupplier nanoTime) {
    this.times =
        Timer.builder("linnet.artifact.fetch")
            .description("From the first chunk of a model that was ordered until it was whole")
            .register(registry);
    this.nanoTime = nanoTime;
  }

  /**
   * A chunk of a model is ordered.
   *
   * @param view what the node knows once it has dealt with the event under way
   */
  void orders(Manifest manifest, Supplier<CompletableFuture<NodeView>> view) {
    if (!underWay.containsKey(manifest.digest())) {
      Fetch fetch = new Fetch(nanoTime.getAsLong());
      underWay.put(manifest.digest(), fetch);
      var unused = view.get().thenAccept(seen -> begin(manifest, fetch, seen));
    }
  }

  private void begin(Manifest manifest, Fetch fetch, NodeView seen) {
    Set<Digest> lacking = lacking(manifest, seen);
    fetch.lacking = lacking;
    if (lacking.isEmpty()) {
      underWay.remove(manifest.digest());
    }
  }

  void saw(Event event) {
    if (event instanceof Event.ChunkStored stored) {
      arrived(stored.chunk());
    }
  }

  /** A manifest is no longer here, nor wanted. */
  void dropped(Digest manifest) {
    underWay.remove(manifest);
  }

  private void arrived(Digest chunk) {
    Iterator<Fetch> fetches = underWay.values().iterator();
    while (fetches.hasNext()) {
      Fetch fetch = fetches.next();
      if (fetch.lacking != null && fetch.lacking.remove(chunk) && fetch.lacking.isEmpty()) {
        times.record(nanoTime.getAsLong() - fetch.sinceNanos, TimeUnit.NANOSECONDS);
        fetches.remove();
      }
    }
  }

  private static Set<Digest> lacking(Manifest manifest, NodeView seen) {
    Set<Digest> lacking = new HashSet<>();
    List<ChunkRef> chunks = manifest.chunks();
    seen.models().stream()
        .filter(stored -> stored.manifest().digest().equals(manifest.digest()))
        .forEach(
            stored -> {
              for (int index = 0; index < chunks.size(); index++) {
                if (!stored.held().get(index)) {
                  lacking.add(chunks.get(index).digest());
                }
              }
            });
    return lacking;
  }
}
