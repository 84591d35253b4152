package dev.linnet.simulator.study;

import dev.linnet.core.Message;
import dev.linnet.core.mesh.Peer;
import dev.linnet.core.replica.Fact;
import dev.linnet.core.trust.Digest;
import dev.linnet.simulator.SimulatedMesh;
import dev.linnet.simulator.SimulatedNode;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Counts what all nodes of a mesh send, by kind. The bytes of a message that holds several kinds
 * are shared out; the message itself counts for the first of them.
 */
final class Traffic implements SimulatedMesh.Checker {
  private final Set<String> seen = new HashSet<>();
  private final Map<Long, Kind> kindsByKeyHash = new HashMap<>();
  private Volume volume = new Volume();

  /** What was counted since the last call. */
  Volume take() {
    Volume taken = volume;
    volume = new Volume();
    return taken;
  }

  @Override
  public void onPersisted(SimulatedNode node, String key, Fact fact) {
    if (seen.add(key)) {
      kindsByKeyHash.put(keyHash(key), Kind.of(fact));
    }
  }

  /** As the core hashes places; an offer names nothing else. */
  private static long keyHash(String key) {
    return Digest.of(key.getBytes(StandardCharsets.UTF_8)).head();
  }

  /** Every fact but a pulse is on some disk before anyone offers it. */
  private Kind kind(long keyHash) {
    return kindsByKeyHash.getOrDefault(keyHash, Kind.PULSE);
  }

  @Override
  public void onSent(SimulatedNode node, Peer to, Message message) {
    if (message instanceof Message.FactsPushed pushed) {
      if (!pushed.facts().isEmpty()) {
        volume.message(Kind.of(pushed.facts().get(0)), MessageSize.MESSAGE_BYTES);
      }
      pushed.facts().forEach(fact -> volume.bytes(Kind.of(fact), MessageSize.bytes(fact)));
    } else {
      volume.message(kind(message), MessageSize.bytes(message));
    }
  }

  private Kind kind(Message message) {
    if (message instanceof Message.VersionsOffered offer && offer.buckets().isEmpty()) {
      return offer.versions().isEmpty() ? Kind.COMPARISON : kind(offer.versions().get(0).keyHash());
    }
    if (message instanceof Message.FactsAsked asked) {
      return asked.keyHashes().isEmpty() ? Kind.COMPARISON : kind(asked.keyHashes().get(0));
    }
    if (message instanceof Message.SummaryOffered || message instanceof Message.VersionsOffered) {
      return Kind.COMPARISON;
    }
    return message instanceof Message.PulseAsked || message instanceof Message.PulseGiven
        ? Kind.PULSE
        : Kind.MODEL;
  }
}
