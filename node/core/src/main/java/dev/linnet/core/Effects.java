package dev.linnet.core;

import dev.linnet.core.mesh.Peer;
import dev.linnet.core.model.Manifest;
import dev.linnet.core.model.ModelName;
import dev.linnet.core.replica.Fact;
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
   * Lets {@code manifest} answer for the model without dropping a request.
   *
   * @param compareWith the version before, kept warm; a share of live requests goes to it too, so
   *     that observations can tell how often the two disagree
   * @param lease if it does not hold any more when all is ready for the swap, nothing is swapped
   *     and {@link Event.ServingLate} comes back; what was loaded is kept for the next order
   */
  void serve(Manifest manifest, @Nullable Manifest compareWith, Lease lease);

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
