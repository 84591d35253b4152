package dev.linnet.simulator;

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
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a node asked for while it dealt with one event: first all that is to be written, then all
 * that is to leave. A process may die between the two ({@link CrashPoint}).
 */
final class Outbox implements Effects {
  private final SimulatedNode of;
  private final List<Runnable> writes = new ArrayList<>();
  private final List<Runnable> orders = new ArrayList<>();

  Outbox(SimulatedNode of) {
    this.of = of;
  }

  boolean writes() {
    return !writes.isEmpty();
  }

  void write() {
    writes.forEach(Runnable::run);
  }

  void release() {
    orders.forEach(Runnable::run);
  }

  @Override
  public void persist(String key, Fact fact) {
    writes.add(() -> of.persist(key, fact));
  }

  @Override
  public void forget(String key) {
    writes.add(() -> of.forget(key));
  }

  @Override
  public void remember(String key, String json) {
    writes.add(() -> of.remember(key, json));
  }

  @Override
  public void storeManifest(Digest digest, String json) {
    writes.add(() -> of.storeManifest(digest, json));
  }

  @Override
  public void dropManifest(Digest digest) {
    writes.add(() -> of.dropManifest(digest));
  }

  @Override
  public void send(Peer to, Message message) {
    orders.add(() -> of.send(to, message));
  }

  @Override
  public void locateChunks(Manifest manifest) {
    orders.add(() -> of.locateChunks(manifest));
  }

  @Override
  public void fetchChunk(Manifest manifest, int chunkIndex, Source source) {
    orders.add(() -> of.fetchChunk(manifest, chunkIndex, source));
  }

  @Override
  public void tryModel(Manifest manifest) {
    orders.add(() -> of.tryModel(manifest));
  }

  @Override
  public void shadow(Manifest manifest, Share share) {
    orders.add(() -> of.shadow(manifest));
  }

  @Override
  public void endShadow(ModelName model) {
    orders.add(() -> of.endShadow(model));
  }

  /** No simulated version has a baseline to count by. */
  @Override
  public void witness(Manifest head) {}

  @Override
  public void endWitness(ModelName model) {}

  @Override
  public void serve(
      Manifest manifest, @Nullable Manifest compareWith, @Nullable Canary canary, Lease lease) {
    orders.add(() -> of.serve(manifest, compareWith, lease));
  }

  @Override
  public void stopServing(ModelName model) {
    orders.add(() -> of.stopServing(model));
  }

  @Override
  public void tell(Notice notice) {
    orders.add(() -> of.tell(notice));
  }

  @Override
  public void reply(long requestId, @Nullable String refusal) {
    orders.add(() -> of.reply(requestId, refusal));
  }
}
