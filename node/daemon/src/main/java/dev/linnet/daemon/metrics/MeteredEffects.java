package dev.linnet.daemon.metrics;

import dev.linnet.core.Effects;
import dev.linnet.core.Lease;
import dev.linnet.core.Message;
import dev.linnet.core.NodeView;
import dev.linnet.core.Notice;
import dev.linnet.core.mesh.Peer;
import dev.linnet.core.model.Manifest;
import dev.linnet.core.model.ModelName;
import dev.linnet.core.replica.Fact;
import dev.linnet.core.rollout.Canary;
import dev.linnet.core.rollout.Share;
import dev.linnet.core.swarm.Source;
import dev.linnet.core.trust.Digest;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Hands on all that the node asks for, and takes note of it. */
final class MeteredEffects implements Effects {
  /** What may end a rollout, or begin one. */
  private static final Set<FactCounts.Kind> STEERING =
      EnumSet.of(
          FactCounts.Kind.ANNOUNCEMENT,
          FactCounts.Kind.CONTROL,
          FactCounts.Kind.VERDICT,
          FactCounts.Kind.TRUST_ROOT);

  private final Effects to;
  private final Supplier<CompletableFuture<NodeView>> looking;
  private final FactCounts facts;
  private final VoteMeters votes;
  private final DriftMeters drift;
  private final GossipMeters gossip;
  private final FetchTimes fetches;

  /** One that is asked for and not answered yet comes after all that happens now. */
  private @Nullable CompletableFuture<NodeView> look;

  /**
   * Meters around what is done.
   *
   * @param looking has everybody look who wants to know how far the node is with its rollouts, once
   *     it has dealt with the event under way
   */
  MeteredEffects(
      Effects to,
      Supplier<CompletableFuture<NodeView>> looking,
      FactCounts facts,
      VoteMeters votes,
      DriftMeters drift,
      GossipMeters gossip,
      FetchTimes fetches) {
    this.to = to;
    this.looking = looking;
    this.facts = facts;
    this.votes = votes;
    this.drift = drift;
    this.gossip = gossip;
    this.fetches = fetches;
  }

  @Override
  public void persist(String key, Fact fact) {
    facts.kept(key, fact);
    votes.kept(fact);
    if (STEERING.contains(FactCounts.kind(fact)) && (look == null || look.isDone())) {
      look = looking.get();
    }
    to.persist(key, fact);
  }

  @Override
  public void forget(String key) {
    facts.forgotten(key);
    to.forget(key);
  }

  @Override
  public void serve(
      Manifest manifest, @Nullable Manifest compareWith, @Nullable Canary canary, Lease lease) {
    drift.serves(manifest);
    to.serve(manifest, compareWith, canary, lease);
  }

  @Override
  public void send(Peer peer, Message message) {
    gossip.sends(message);
    to.send(peer, message);
  }

  @Override
  public void remember(String key, String json) {
    to.remember(key, json);
  }

  @Override
  public void storeManifest(Digest digest, String json) {
    to.storeManifest(digest, json);
  }

  @Override
  public void dropManifest(Digest digest) {
    fetches.dropped(digest);
    to.dropManifest(digest);
  }

  @Override
  public void locateChunks(Manifest manifest) {
    to.locateChunks(manifest);
  }

  @Override
  public void fetchChunk(Manifest manifest, int chunkIndex, Source source) {
    fetches.orders(manifest, looking);
    to.fetchChunk(manifest, chunkIndex, source);
  }

  @Override
  public void tryModel(Manifest manifest) {
    to.tryModel(manifest);
  }

  @Override
  public void shadow(Manifest manifest, Share share) {
    to.shadow(manifest, share);
  }

  @Override
  public void endShadow(ModelName model) {
    to.endShadow(model);
  }

  @Override
  public void witness(Manifest head) {
    to.witness(head);
  }

  @Override
  public void endWitness(ModelName model) {
    to.endWitness(model);
  }

  @Override
  public void stopServing(ModelName model) {
    to.stopServing(model);
  }

  @Override
  public void tell(Notice notice) {
    to.tell(notice);
  }

  @Override
  public void reply(long requestId, @Nullable String refusal) {
    to.reply(requestId, refusal);
  }
}
