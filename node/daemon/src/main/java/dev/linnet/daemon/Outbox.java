package dev.linnet.daemon;

import dev.linnet.core.Effects;
import dev.linnet.core.Lease;
import dev.linnet.core.Message;
import dev.linnet.core.Notice;
import dev.linnet.core.mesh.Peer;
import dev.linnet.core.model.Manifest;
import dev.linnet.core.model.ModelName;
import dev.linnet.core.replica.Fact;
import dev.linnet.core.rollout.Canary;
import dev.linnet.core.rollout.Share;
import dev.linnet.core.swarm.Source;
import dev.linnet.core.trust.Digest;
import dev.linnet.daemon.events.EventLog;
import dev.linnet.daemon.store.Changes;
import dev.linnet.daemon.store.Store;
import dev.linnet.daemon.survey.Pace;
import dev.linnet.daemon.transport.MeshTransport;
import dev.linnet.daemon.transport.WireCodec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Collects what the node asks for while it deals with one event, and carries it out afterwards: all
 * that is to be durable in one synced write first, everything else in the order asked, after it.
 */
final class Outbox implements Effects {
  private final Store store;
  private final MeshTransport transport;
  private final Workers workers;
  private final ModelOrders models;
  private final EventLog log;
  private final Pace pace;
  private final Map<Long, CompletableFuture<@Nullable String>> replies = new ConcurrentHashMap<>();
  private final List<Runnable> afterwards = new ArrayList<>();
  private Changes changes = new Changes();

  Outbox(
      Store store,
      MeshTransport transport,
      Workers workers,
      ModelOrders models,
      EventLog log,
      Pace pace) {
    this.store = store;
    this.transport = transport;
    this.workers = workers;
    this.models = models;
    this.log = log;
    this.pace = pace;
  }

  /** The answer to a request that is about to be handed to the node. */
  CompletableFuture<@Nullable String> expectReply(long requestId) {
    return replies.computeIfAbsent(requestId, any -> new CompletableFuture<>());
  }

  /** Carries out what was collected. */
  void flush() {
    if (!changes.isEmpty()) {
      store.commit(changes);
      changes = new Changes();
    }
    List<Runnable> now = List.copyOf(afterwards);
    afterwards.clear();
    now.forEach(Runnable::run);
  }

  @Override
  public void persist(String key, Fact fact) {
    changes.putFact(key, WireCodec.encodeFact(fact));
  }

  @Override
  public void forget(String key) {
    changes.deleteFact(key);
  }

  @Override
  public void remember(String key, String json) {
    changes.putMemory(key, json);
  }

  @Override
  public void storeManifest(Digest digest, String json) {
    changes.putManifest(digest, json);
  }

  @Override
  public void dropManifest(Digest digest) {
    changes.dropManifest(digest);
  }

  @Override
  public void send(Peer to, Message message) {
    afterwards.add(() -> transport.send(to, message));
  }

  @Override
  public void locateChunks(Manifest manifest) {
    afterwards.add(() -> workers.locate(manifest));
  }

  @Override
  public void fetchChunk(Manifest manifest, int chunkIndex, Source source) {
    afterwards.add(
        () -> {
          pace.fetches(manifest.chunks().get(chunkIndex), source);
          workers.fetch(manifest, chunkIndex, source);
        });
  }

  @Override
  public void tryModel(Manifest manifest) {
    afterwards.add(
        () -> {
          pace.tries(manifest);
          models.tryModel(manifest);
        });
  }

  @Override
  public void shadow(Manifest manifest, Share share) {
    afterwards.add(() -> models.shadow(manifest, share));
  }

  @Override
  public void endShadow(ModelName model) {
    afterwards.add(() -> models.endShadow(model));
  }

  @Override
  public void witness(Manifest head) {
    afterwards.add(() -> models.witness(head));
  }

  @Override
  public void endWitness(ModelName model) {
    afterwards.add(() -> models.endWitness(model));
  }

  @Override
  public void serve(
      Manifest manifest, @Nullable Manifest compareWith, @Nullable Canary canary, Lease lease) {
    afterwards.add(
        () -> {
          pace.loads(manifest);
          models.serve(manifest, compareWith, canary, lease);
        });
  }

  @Override
  public void stopServing(ModelName model) {
    afterwards.add(() -> models.stop(model));
  }

  @Override
  public void tell(Notice notice) {
    afterwards.add(() -> log.append(notice));
  }

  @Override
  public void reply(long requestId, @Nullable String refusal) {
    afterwards.add(
        () -> {
          CompletableFuture<@Nullable String> answer = replies.remove(requestId);
          if (answer != null) {
            answer.complete(refusal);
          }
        });
  }
}
