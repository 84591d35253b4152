package dev.linnet.daemon.transport;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.linnet.core.Message;
import dev.linnet.core.mesh.Address;
import dev.linnet.core.mesh.NodeName;
import dev.linnet.core.mesh.Peer;
import dev.linnet.core.mesh.RegionName;
import dev.linnet.core.replica.Fact;
import dev.linnet.core.trust.Envelope;
import dev.linnet.proto.v1.ChunksAsked;
import dev.linnet.proto.v1.ChunksHeld;
import dev.linnet.proto.v1.FactsAsked;
import dev.linnet.proto.v1.FactsPushed;
import dev.linnet.proto.v1.HolderNamed;
import dev.linnet.proto.v1.ManifestAsked;
import dev.linnet.proto.v1.ManifestGiven;
import dev.linnet.proto.v1.MeshMessage;
import dev.linnet.proto.v1.PulseAsked;
import dev.linnet.proto.v1.PulseGiven;
import dev.linnet.proto.v1.SummaryOffered;
import dev.linnet.proto.v1.VersionsOffered;
import java.util.BitSet;

/**
 * What nodes tell each other, as Protocol Buffers. Decoding throws {@link IllegalArgumentException}
 * at anything that is not well formed; whether it is true is for the core to check.
 */
public final class WireCodec {
  /** A host's name has at most 253, and a colon and a port follow. */
  private static final int MAX_ADDRESS_CHARS = 259;

  private WireCodec() {}

  /** A fact as it stands on disk and on the wire. */
  public static byte[] encodeFact(Fact fact) {
    return FactCodec.encode(fact).toByteArray();
  }

  /**
   * Reads {@link #encodeFact}.
   *
   * @throws IllegalArgumentException if the bytes are no fact
   */
  public static Fact decodeFact(byte[] bytes) {
    try {
      return FactCodec.decode(dev.linnet.proto.v1.Fact.parseFrom(bytes));
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalArgumentException("fact: not well formed", e);
    }
  }

  /** An envelope on the wire. */
  public static dev.linnet.proto.v1.Envelope encodeEnvelope(Envelope envelope) {
    return FactCodec.envelope(envelope);
  }

  /**
   * Reads {@link #encodeEnvelope}.
   *
   * @throws IllegalArgumentException if it is larger than an envelope may be
   */
  public static Envelope decodeEnvelope(dev.linnet.proto.v1.Envelope envelope) {
    return FactCodec.envelope(envelope);
  }

  static MeshMessage encode(Message message) {
    MeshMessage.Builder builder = MeshMessage.newBuilder();
    if (message instanceof Message.FactsPushed pushed) {
      builder.setFactsPushed(
          FactsPushed.newBuilder()
              .addAllFacts(pushed.facts().stream().map(FactCodec::encode).toList())
              .setHops(pushed.hops()));
    } else if (message instanceof Message.SummaryOffered offered) {
      builder.setSummaryOffered(
          SummaryOffered.newBuilder()
              .setRegional(offered.regional())
              .addAllBucketHashes(offered.bucketHashes()));
    } else if (message instanceof Message.VersionsOffered offered) {
      builder.setVersionsOffered(versions(offered));
    } else if (message instanceof Message.FactsAsked asked) {
      builder.setFactsAsked(FactsAsked.newBuilder().addAllKeyHashes(asked.keyHashes()));
    } else if (message instanceof Message.ManifestAsked asked) {
      builder.setManifestAsked(
          ManifestAsked.newBuilder().setManifest(FactCodec.digest(asked.manifest())));
    } else if (message instanceof Message.ManifestGiven given) {
      builder.setManifestGiven(
          ManifestGiven.newBuilder()
              .setManifest(FactCodec.digest(given.manifest()))
              .setJson(FactCodec.bytes(given.bytes())));
    } else if (message instanceof Message.ChunksHeld held) {
      builder.setChunksHeld(
          ChunksHeld.newBuilder()
              .setManifest(FactCodec.digest(held.manifest()))
              .setChunks(ByteString.copyFrom(held.chunks().toByteArray())));
    } else if (message instanceof Message.ChunksAsked asked) {
      builder.setChunksAsked(
          ChunksAsked.newBuilder().setManifest(FactCodec.digest(asked.manifest())));
    } else if (message instanceof Message.PulseAsked asked) {
      builder.setPulseAsked(
          PulseAsked.newBuilder()
              .setRollout(FactCodec.digest(asked.rollout()))
              .setNonce(asked.nonce()));
    } else if (message instanceof Message.PulseGiven given) {
      builder.setPulseGiven(
          PulseGiven.newBuilder().setStatement(FactCodec.statement(given.statement())));
    } else if (message instanceof Message.HolderNamed named) {
      builder.setHolderNamed(
          HolderNamed.newBuilder()
              .setManifest(FactCodec.digest(named.manifest()))
              .setNode(named.holder().node().value())
              .setRegion(named.holder().region().value())
              .setAddress(named.holder().address().toString()));
    }
    return builder.build();
  }

  private static VersionsOffered versions(Message.VersionsOffered offered) {
    VersionsOffered.Builder builder =
        VersionsOffered.newBuilder()
            .setRegional(offered.regional())
            .addAllBuckets(offered.buckets());
    for (Message.Version version : offered.versions()) {
      builder.addVersions(
          VersionsOffered.Version.newBuilder()
              .setKeyHash(version.keyHash())
              .setStateHash(version.stateHash()));
    }
    return builder.build();
  }

  static Message decode(MeshMessage message) {
    return switch (message.getKindCase()) {
      case FACTS_PUSHED ->
          new Message.FactsPushed(
              message.getFactsPushed().getFactsList().stream()
                  .filter(FactCodec::isKnown)
                  .map(FactCodec::decode)
                  .toList(),
              message.getFactsPushed().getHops());
      case SUMMARY_OFFERED ->
          new Message.SummaryOffered(
              message.getSummaryOffered().getRegional(),
              message.getSummaryOffered().getBucketHashesList());
      case VERSIONS_OFFERED -> versions(message.getVersionsOffered());
      case FACTS_ASKED -> new Message.FactsAsked(message.getFactsAsked().getKeyHashesList());
      case MANIFEST_ASKED ->
          new Message.ManifestAsked(FactCodec.digest(message.getManifestAsked().getManifest()));
      case MANIFEST_GIVEN ->
          new Message.ManifestGiven(
              FactCodec.digest(message.getManifestGiven().getManifest()),
              FactCodec.bytes(message.getManifestGiven().getJson()));
      case CHUNKS_HELD ->
          new Message.ChunksHeld(
              FactCodec.digest(message.getChunksHeld().getManifest()),
              BitSet.valueOf(message.getChunksHeld().getChunks().asReadOnlyByteBuffer()));
      case CHUNKS_ASKED ->
          new Message.ChunksAsked(FactCodec.digest(message.getChunksAsked().getManifest()));
      case PULSE_ASKED ->
          new Message.PulseAsked(
              FactCodec.digest(message.getPulseAsked().getRollout()),
              message.getPulseAsked().getNonce());
      case PULSE_GIVEN ->
          new Message.PulseGiven(FactCodec.statement(message.getPulseGiven().getStatement()));
      case HOLDER_NAMED -> holder(message.getHolderNamed());
      case KIND_NOT_SET -> throw new IllegalArgumentException("message: of no known kind");
    };
  }

  private static Message.HolderNamed holder(HolderNamed named) {
    if (named.getAddress().length() > MAX_ADDRESS_CHARS) {
      throw new IllegalArgumentException("holder: its address is longer than any host's");
    }
    return new Message.HolderNamed(
        FactCodec.digest(named.getManifest()),
        new Peer(
            new NodeName(named.getNode()),
            new RegionName(named.getRegion()),
            Address.parse(named.getAddress())));
  }

  private static Message.VersionsOffered versions(VersionsOffered offered) {
    for (int bucket : offered.getBucketsList()) {
      if (bucket < 0) {
        throw new IllegalArgumentException("versions: bucket out of range");
      }
    }
    return new Message.VersionsOffered(
        offered.getRegional(),
        offered.getBucketsList(),
        offered.getVersionsList().stream()
            .map(version -> new Message.Version(version.getKeyHash(), version.getStateHash()))
            .toList());
  }
}
