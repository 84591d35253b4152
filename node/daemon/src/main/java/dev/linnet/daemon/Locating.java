package dev.linnet.daemon;

import dev.linnet.core.Event;
import dev.linnet.core.model.Manifest;
import java.time.Duration;
import java.util.BitSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the store which chunks of a manifest are here, until it answers: the node asks once, and
 * fetches nothing of a manifest before it knows.
 */
final class Locating {
  private static final Logger LOG = LoggerFactory.getLogger(Locating.class);
  private static final Duration AGAIN = Duration.ofSeconds(1);

  private final Function<Manifest, BitSet> store;
  private final WorkThreads disk;
  private final Consumer<Event> post;

  Locating(Function<Manifest, BitSet> store, WorkThreads disk, Consumer<Event> post) {
    this.store = store;
    this.disk = disk;
    this.post = post;
  }

  void locate(Manifest manifest) {
    disk.run(() -> locateNow(manifest));
  }

  private void locateNow(Manifest manifest) {
    BitSet here;
    try {
      here = store.apply(manifest);
    } catch (RuntimeException e) {
      LOG.warn(
          "which chunks of {} {} are here is asked again: {}",
          manifest.name(),
          manifest.version(),
          Workers.sentence(e));
      CompletableFuture.delayedExecutor(AGAIN.toMillis(), TimeUnit.MILLISECONDS)
          .execute(() -> locate(manifest));
      return;
    }
    post.accept(new Event.ChunksLocated(manifest.digest(), here));
  }
}
