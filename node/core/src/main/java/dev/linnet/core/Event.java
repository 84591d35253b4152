package dev.linnet.core;

import dev.linnet.core.health.Observation;
import dev.linnet.core.health.Sketch;
import dev.linnet.core.mesh.NodeName;
import dev.linnet.core.mesh.Peer;
import dev.linnet.core.model.ModelName;
import dev.linnet.core.swarm.Source;
import dev.linnet.core.trust.Bytes;
import dev.linnet.core.trust.Digest;
import dev.linnet.core.trust.Envelope;
import java.util.BitSet;
import java.util.List;
import java.util.Set;

/**
 * Something that happened to a node. Every result of an {@link Effects effect} comes back as one.
 */
public sealed interface Event {

  /** Time went on. Comes several times a second; {@code wallMillis} is this node's own clock. */
  record Ticked(long wallMillis) implements Event {}

  /** A message from a peer whose name its certificate proved. */
  record MessageReceived(NodeName from, Message message) implements Event {}

  /** A peer can be talked to: the region's membership or a seed's handshake says so. */
  record PeerUp(Peer peer) implements Event {}

  /** A peer is suspected or gone. */
  record PeerDown(NodeName node, boolean suspectedOnly) implements Event {}

  /** Someone handed in a signed announcement or control; answered by {@link Effects#reply}. */
  record FactSubmitted(long requestId, Envelope envelope) implements Event {}

  /** A manifest whose digest fits is in the store: given by a peer, or pushed by an operator. */
  record ManifestStored(Digest manifest, Bytes bytes) implements Event {}

  /** Someone wants a model here before a rollout does; its manifest may not be known yet. */
  record ManifestWanted(Digest manifest) implements Event {}

  /**
   * Someone wants a manifest to go; answered by {@link Effects#reply}. It stays while a rollout
   * needs it.
   */
  record ManifestUnwanted(long requestId, Digest manifest) implements Event {}

  /** Which chunks of a manifest the store holds; answers {@link Effects#locateChunks}. */
  record ChunksLocated(Digest manifest, BitSet chunks) implements Event {}

  /** A chunk whose digest fits is in the store, synced. */
  record ChunkStored(Digest chunk, Source source) implements Event {}

  /** Chunks of the store rotted and are gone from it. */
  record ChunksLost(Set<Digest> chunks) implements Event {}

  /** A chunk did not come from this source. */
  record ChunkFailed(Digest chunk, Source source, ChunkFailure failure) implements Event {}

  /** Why a chunk did not come. */
  enum ChunkFailure {
    UNREACHABLE,
    MISSING,
    CORRUPT,
    TIMED_OUT,
    /** The source works, and gives to others at the moment: it is asked again, and not to blame. */
    BUSY,
    /**
     * The node cannot take it now: its disk is full or read-only, or its owner wants the device
     * spared. No source is to blame.
     */
    NOT_STORED
  }

  /**
   * A trial is over, or what was to be shadowed could not be loaded; {@code reason} is a sentence
   * for a person.
   */
  record TrialFinished(Digest manifest, boolean passed, String reason) implements Event {}

  /**
   * A trial or a shadow could not begin, for want of room, of chunks that rotted, or because it is
   * to wait; nothing was learned.
   */
  record TrialPutOff(Digest manifest) implements Event {}

  /** The model is answered by this manifest from now on. */
  record ServingStarted(ModelName model, Digest manifest) implements Event {}

  /** The model could not be brought to serve this manifest; what served before still does. */
  record ServingFailed(ModelName model, Digest manifest, String reason) implements Event {}

  /**
   * The lease of an order to serve ran out before the swap, or the version could not be laid out or
   * loaded for want of room or of chunks that rotted; what served before still does.
   */
  record ServingLate(ModelName model, Digest manifest) implements Event {}

  /**
   * A version serves or is about to, and the one before could not be loaded beside it: nothing will
   * tell by how much the two differ. {@code reason} is a sentence for a person.
   */
  record Uncompared(ModelName model, Digest manifest, String reason) implements Event {}

  /** What was seen of a version that serves or is in shadow since the last observation. */
  record Observed(ModelName model, Digest manifest, Observation observation) implements Event {}

  /**
   * How often answers of the version that serves fell into the bins of another one's baselines of
   * outputs, since the last time; see {@link Effects#witness}.
   *
   * @param by the manifest of the version that answered
   * @param head the manifest whose baselines they are
   */
  record Witnessed(ModelName model, Digest by, Digest head, List<Sketch> sketches)
      implements Event {}
}
