package dev.linnet.daemon;

import dev.linnet.core.Event;
import dev.linnet.core.Event.ChunkFailure;
import dev.linnet.core.model.ChunkRef;
import dev.linnet.core.model.Manifest;
import dev.linnet.core.swarm.Source;
import dev.linnet.core.swarm.SwarmSettings;
import dev.linnet.daemon.metrics.ArtifactBytes;
import dev.linnet.daemon.origin.OriginClient;
import dev.linnet.daemon.serving.ModelServer;
import dev.linnet.daemon.store.Store;
import dev.linnet.daemon.transfer.ChunkBytes;
import dev.linnet.daemon.transfer.Slots;
import dev.linnet.daemon.transfer.Transfers;
import dev.linnet.daemon.transport.MeshTransport;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does with chunks what takes time, off the node's thread, and hands the results in as events. What
 * is done with whole models, {@link ModelOrders} does.
 */
final class Workers implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Workers.class);

  /**
   * As many as chunks that one quick peer sends at once. Each write is synced before its chunk
   * counts as held, and those that wait meanwhile are synced together by RocksDB.
   */
  private static final int DISK_THREADS = SwarmSettings.defaults().maxInFlightPerSource();

  private final Store store;
  private final MeshTransport transport;
  private final OriginClient origin;
  private final Supplier<Optional<String>> postponed;
  private final ArtifactBytes moved;
  private final Consumer<Event> post;
  private final Transfers transfer;
  private final Slots downloads;

  private final WorkThreads disk = new WorkThreads(DISK_THREADS, "disk");
  private final Locating locating;

  Workers(
      Store store,
      MeshTransport transport,
      OriginClient origin,
      ModelServer server,
      Supplier<Optional<String>> postponed,
      ArtifactBytes moved,
      Transfers transfer,
      Consumer<Event> post) {
    this.store = store;
    this.transport = transport;
    this.origin = origin;
    this.postponed = postponed;
    this.moved = moved;
    this.transfer = transfer;
    this.downloads =
        new Slots(
            transfer.downloads(),
            server::isAnswering,
            System::nanoTime,
            (wait, task) ->
                CompletableFuture.delayedExecutor(wait.toNanos(), TimeUnit.NANOSECONDS)
                    .execute(task));
    this.post = post;
    this.locating = new Locating(store::locate, disk, post);
  }

  void locate(Manifest manifest) {
    locating.locate(manifest);
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
                  disk.run(() -> keep(bytes));
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
      moved.received(source, bytes.size());
      post.accept(new Event.ChunkStored(chunk.digest(), source));
    } catch (Store.WrongDigest e) {
      failed(chunk, source, ChunkFailure.CORRUPT, sentence(e));
    } catch (RuntimeException e) {
      LOG.warn("chunk {} could not be stored", chunk.digest().brief(), e);
      post.accept(new Event.ChunkFailed(chunk.digest(), source, ChunkFailure.NOT_STORED));
    }
  }

  private static ChunkFailure reason(Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    return cause instanceof ChunkUnavailable unavailable
        ? unavailable.failure()
        : ChunkFailure.UNREACHABLE;
  }

  /** Gives back the space of what no manifest names any more, if there may be some. */
  void collectOwed() {
    if (store.owesCollection()) {
      collectGarbage();
    }
  }

  /** Gives back the space of what no manifest names any more. */
  void collectGarbage() {
    disk.run(
        () -> {
          try {
            store.collectGarbage();
          } catch (RuntimeException e) {
            LOG.warn("garbage could not be collected; it is tried again later", e);
          }
        });
  }

  private static String name(Source source) {
    return source instanceof Source.OfPeer peer ? "node " + peer.peer().node() : "the origin";
  }

  /** What went wrong, for a person. */
  static String sentence(Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    return cause == null || cause.getMessage() == null
        ? failure.getClass().getSimpleName().toLowerCase(Locale.ROOT)
        : cause.getMessage();
  }

  @Override
  public void close() {
    disk.close();
  }
}
