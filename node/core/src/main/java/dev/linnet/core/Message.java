package dev.linnet.core;

import dev.linnet.core.mesh.Peer;
import dev.linnet.core.replica.Fact;
import dev.linnet.core.trust.Bytes;
import dev.linnet.core.trust.Digest;
import dev.linnet.core.trust.NodeStatement;
import java.util.BitSet;
import java.util.List;

/** What one node tells another. May be lost, doubled, late or out of order; never waited for. */
public sealed interface Message {

  /**
   * Facts that the sender believes are news.
   *
   * @param hops how often they were handed on unasked since they were made or came into the region,
   *     this time included; {@link #PULLED} if the receiver asked for them
   */
  record FactsPushed(List<Fact> facts, int hops) implements Message {
    /** More hops than any fact makes. */
    public static final int PULLED = 255;

    public FactsPushed {
      facts = List.copyOf(facts);
      if (hops < 1 || hops > PULLED) {
        throw new IllegalArgumentException("facts pushed: expected 1 to 255 hops, got " + hops);
      }
    }
  }

  /**
   * A summary of the sender's facts: one hash for each bucket of keys. {@code regional} holds the
   * facts of the region as well as the global ones.
   */
  record SummaryOffered(boolean regional, List<Long> bucketHashes) implements Message {
    public SummaryOffered {
      bucketHashes = List.copyOf(bucketHashes);
    }
  }

  /**
   * The versions of all facts in the buckets that differ, in answer to a summary; or, without
   * buckets, of facts that the receiver may ask for.
   */
  record VersionsOffered(boolean regional, List<Integer> buckets, List<Version> versions)
      implements Message {
    public VersionsOffered {
      buckets = List.copyOf(buckets);
      versions = List.copyOf(versions);
    }
  }

  /** A fact's place in the replica and its state there, both hashed. */
  record Version(long keyHash, long stateHash) {}

  /** The keys of facts that the sender lacks; answers versions. */
  record FactsAsked(List<Long> keyHashes) implements Message {
    public FactsAsked {
      keyHashes = List.copyOf(keyHashes);
    }
  }

  /** Asks for a manifest by its digest. */
  record ManifestAsked(Digest manifest) implements Message {}

  /** Asks which chunks of a manifest the receiver holds. */
  record ChunksAsked(Digest manifest) implements Message {}

  /** Asks a juror for its word on a rollout, signed over the nonce and the asker's name. */
  record PulseAsked(Digest rollout, long nonce) implements Message {}

  /** A juror's answer: a pulse that nobody could have kept from earlier. */
  record PulseGiven(NodeStatement statement) implements Message {}

  /** The bytes of a manifest. */
  record ManifestGiven(Digest manifest, Bytes bytes) implements Message {}

  /** Which chunks of a manifest the sender holds, by their index in it. */
  record ChunksHeld(Digest manifest, BitSet chunks) implements Message {}

  /** Who of the sender's region holds chunks of a manifest that the receiver asked it for. */
  record HolderNamed(Digest manifest, Peer holder) implements Message {}
}
