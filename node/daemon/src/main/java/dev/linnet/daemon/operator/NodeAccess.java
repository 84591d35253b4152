package dev.linnet.daemon.operator;

import dev.linnet.core.NodeView;
import dev.linnet.core.model.Manifest;
import dev.linnet.core.rollout.Announcement;
import dev.linnet.core.rollout.Plan;
import dev.linnet.core.trust.Digest;
import dev.linnet.core.trust.Envelope;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The running node, as far as a person's tools reach. Every answer comes from the node's thread.
 */
public interface NodeAccess {
  CompletableFuture<NodeView> view();

  /** Fails with an {@link IllegalArgumentException} that tells the operator what is wrong. */
  CompletableFuture<Announcement> draft(Plan plan);

  /** Hands in a signed fact; the answer is why it was refused, or null. */
  CompletableFuture<@Nullable String> submit(Envelope envelope);

  /** Stores a manifest that was pushed; the node knows it when the answer comes. */
  CompletableFuture<Manifest> storeManifest(String json);

  /** Starts to fetch a model, known or not; the answer is that the node was told. */
  CompletableFuture<NodeView> want(Digest manifest);

  /** Lets a model go; the answer is why it stays, or null. */
  CompletableFuture<@Nullable String> letGo(Digest manifest);

  /** Tells the node of chunks that rotted and are no longer in the store. */
  void lost(Set<Digest> chunks);
}
