package dev.linnet.core;

import dev.linnet.core.mesh.Peer;
import dev.linnet.core.model.Manifest;
import dev.linnet.core.model.ModelName;
import dev.linnet.core.replica.Fact;
import dev.linnet.core.rollout.Canary;
import dev.linnet.core.rollout.Share;
import dev.linnet.core.swarm.Source;
import dev.linnet.core.trust.Digest;
import org.jspecify.annotations.Nullable;

/**
 * What a node asks its shell to do. No call blocks or throws, none is answered but by a later
 * {@link Event}. <b>Order:</b> whatever is persisted while one event is handled is durable before
 * any message, reply or serving order of the same event leaves.
 */
public interface Effects {
  /** Sends and forgets; may be lost. */
  void send(Peer to, Message message);

  /** Writes a fact under its place, over the one that stood there. */
  void persist(String key, Fact fact);

  /** Deletes the fact that stood under a place. */
  void forget(String key);

  /** Writes a piece of the node's own memory, which no peer ever sees, under its key. */
  void remember(String key, String json);

  /** Writes a manifest and keeps its chunks from now on. */
  void storeManifest(Digest digest, String json);

  /** Lets a manifest, and every chunk that no other manifest holds, be collected. */
  void dropManifest(Digest digest);

  /** Asks which chunks of a stored manifest are in the store. */
  void locateChunks(Manifest manifest);

  /** Fetches one chunk, checks its digest and stores it. */
  void fetchChunk(Manifest manifest, int chunkIndex, Source source);

  /** Loads the version apart from what serves, and runs its golden tests. */
  void tryModel(Manifest manifest);

  /**
   * Loads the version beside the one that serves and gives it a share of the live requests too, off
   * the answers' path. What it answers comes back as {@link Event.Observed}, compared with the
   * version that serves; {@link Event.TrialFinished} if it cannot be loaded, {@link
   * Event.TrialPutOff} as with a trial. It goes on until {@link #endShadow} or the next order to
   * serve, which takes over what was loaded.
   */
  void shadow(Manifest manifest, Share share);

  /** Lets what is in the model's shadow go. */
  void endShadow(ModelName model);

  /**
   * Counts what the model's serving version answers by the baselines of a version that does not
   * serve, as {@link Event.Witnessed}, until {@link #endWitness} or the next such order.
   */
  void witness(Manifest head);

  /** Counts no more by the baselines of another version. */
  void endWitness(ModelName model);

  /**
   * Lets {@code manifest} answer for the model without dropping a request.
   *
   * @param compareWith the version before, kept warm; a share of live requests goes to it too, so
   *     that observations can tell how often the two disagree
   * @param canary the share of requests that it answers at first, while {@code compareWith} answers
   *     the rest, and for how long; null if all at once. Any other order ends it
   * @param lease if it does not hold any more when all is ready for the swap, nothing is swapped
   *     and {@link Event.ServingLate} comes back; what was loaded is kept for the next order
   */
  void serve(
      Manifest manifest, @Nullable Manifest compareWith, @Nullable Canary canary, Lease lease);

  /** Nothing proven is left: the model answers "not ready". */
  void stopServing(ModelName model);

  /** Tells people and their tools; kept in the event log. */
  void tell(Notice notice);

  /**
   * Answers a {@link Event.FactSubmitted} or {@link Event.ManifestUnwanted}; {@code refusal} is
   * null if it was accepted.
   */
  void reply(long requestId, @Nullable String refusal);
}
