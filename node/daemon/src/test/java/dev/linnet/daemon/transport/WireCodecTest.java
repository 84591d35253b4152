package dev.linnet.daemon.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.linnet.core.Message;
import dev.linnet.core.mesh.Address;
import dev.linnet.core.mesh.NodeName;
import dev.linnet.core.mesh.Peer;
import dev.linnet.core.mesh.RegionName;
import dev.linnet.core.replica.Fact;
import dev.linnet.core.rollout.Outcome;
import dev.linnet.core.rollout.Panel;
import dev.linnet.core.trust.Bytes;
import dev.linnet.core.trust.Digest;
import dev.linnet.core.trust.Envelope;
import dev.linnet.core.trust.NodeStatement;
import dev.linnet.proto.v1.Certificate;
import dev.linnet.proto.v1.HolderNamed;
import dev.linnet.proto.v1.ManifestAsked;
import dev.linnet.proto.v1.MeshMessage;
import dev.linnet.proto.v1.VersionsOffered;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class WireCodecTest {
  private static final Digest DIGEST = Digest.of("model".getBytes(StandardCharsets.UTF_8));

  static Envelope envelope(String text) {
    return new Envelope(
        "application/x",
        Bytes.utf8(text),
        List.of(
            new Envelope.Signature("key-1", Bytes.utf8("signature")),
            new Envelope.Signature("", Bytes.utf8(""))));
  }

  static NodeStatement statement(String text) {
    return new NodeStatement(envelope(text), envelope("enrolment"));
  }

  static Stream<Fact> facts() {
    return Stream.of(
        new Fact.ByOperator(envelope("announcement")),
        new Fact.ByNode(statement("vote")),
        new Fact.DoubleVote(statement("healthy"), statement("unhealthy")),
        certificate(Outcome.PROMOTED),
        certificate(Outcome.ROLLED_BACK),
        new Fact.Certificate(
            DIGEST,
            new Panel(3, new RegionName("eu"), "camera"),
            Outcome.ROLLED_BACK,
            List.of(statement("a"))));
  }

  private static Fact.Certificate certificate(Outcome outcome) {
    return new Fact.Certificate(
        DIGEST, 3, new RegionName("eu"), outcome, List.of(statement("a"), statement("b")));
  }

  static Stream<Message> messages() {
    BitSet chunks = new BitSet();
    chunks.set(0);
    chunks.set(77);
    return Stream.of(
        new Message.FactsPushed(facts().toList(), 1),
        new Message.FactsPushed(List.of(), Message.FactsPushed.PULLED),
        new Message.SummaryOffered(true, List.of(0L, -1L, Long.MIN_VALUE)),
        new Message.VersionsOffered(
            false, List.of(0, 1023), List.of(new Message.Version(-5L, Long.MAX_VALUE))),
        new Message.FactsAsked(List.of(1L, -1L)),
        new Message.ManifestAsked(DIGEST),
        new Message.ManifestGiven(DIGEST, Bytes.utf8("{}")),
        new Message.ChunksHeld(DIGEST, chunks),
        new Message.ChunksHeld(DIGEST, new BitSet()),
        new Message.ChunksAsked(DIGEST),
        new Message.PulseAsked(DIGEST, Long.MAX_VALUE),
        new Message.PulseGiven(statement("pulse")),
        new Message.HolderNamed(
            DIGEST,
            new Peer(new NodeName("eu-7"), new RegionName("eu"), new Address("10.0.0.7", 7700))));
  }

  @ParameterizedTest
  @MethodSource("facts")
  void everyFactComesBackAsItWent(Fact fact) {
    assertThat(WireCodec.decodeFact(WireCodec.encodeFact(fact))).isEqualTo(fact);
  }

  @ParameterizedTest
  @MethodSource("messages")
  void everyMessageComesBackAsItWent(Message message) throws Exception {
    byte[] wire = WireCodec.encode(message).toByteArray();

    assertThat(WireCodec.decode(MeshMessage.parseFrom(wire))).isEqualTo(message);
  }

  @Test
  void everyKindOfMessageIsInTheTable() {
    assertThat(messages().<Object>map(Message::getClass).distinct())
        .containsExactlyInAnyOrder((Object[]) Message.class.getPermittedSubclasses());
    assertThat(facts().<Object>map(Fact::getClass).distinct())
        .containsExactlyInAnyOrder((Object[]) Fact.class.getPermittedSubclasses());
  }

  private static MeshMessage holderAt(String address) {
    return MeshMessage.newBuilder()
        .setHolderNamed(
            HolderNamed.newBuilder()
                .setManifest(FactCodec.digest(DIGEST))
                .setNode("eu-7")
                .setRegion("eu")
                .setAddress(address))
        .build();
  }

  static Stream<MeshMessage> malformed() {
    return Stream.of(
        MeshMessage.getDefaultInstance(),
        MeshMessage.newBuilder()
            .setManifestAsked(ManifestAsked.newBuilder().setManifest(ByteString.copyFromUtf8("x")))
            .build(),
        MeshMessage.newBuilder()
            .setVersionsOffered(VersionsOffered.newBuilder().addBuckets(-1))
            .build(),
        holderAt("nowhere"),
        holderAt("h".repeat(1_000) + ":7700"),
        pushed(
            dev.linnet.proto.v1.Fact.newBuilder()
                .setCertificate(Certificate.newBuilder().setRollout(FactCodec.digest(DIGEST)))
                .build()),
        pushed(
            dev.linnet.proto.v1.Fact.newBuilder()
                .setCertificate(
                    Certificate.newBuilder()
                        .setRollout(FactCodec.digest(DIGEST))
                        .setRegion("eu")
                        .setWave(-1)
                        .setOutcome(Certificate.Outcome.OUTCOME_PROMOTED))
                .build()),
        pushed(
            dev.linnet.proto.v1.Fact.newBuilder()
                .setByOperator(
                    dev.linnet.proto.v1.Envelope.newBuilder()
                        .setPayload(ByteString.copyFrom(new byte[Envelope.MAX_PAYLOAD_BYTES + 1])))
                .build()));
  }

  private static MeshMessage pushed(dev.linnet.proto.v1.Fact fact) {
    MeshMessage.Builder message = MeshMessage.newBuilder();
    message.getFactsPushedBuilder().addFacts(fact).setHops(1);
    return message.build();
  }

  @ParameterizedTest
  @MethodSource("malformed")
  void whatIsNotWellFormedIsAnIllegalArgument(MeshMessage message) {
    assertThatThrownBy(() -> WireCodec.decode(message))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void bytesChangedAtRandomAreReadOrRefusedAndNothingElse() {
    long seed = 0x11EE7;
    Random random = new Random(seed);
    byte[] good = WireCodec.encodeFact(certificate(Outcome.PROMOTED));
    for (int round = 0; round < 5_000; round++) {
      byte[] bad = good.clone();
      for (int change = 0; change <= random.nextInt(4); change++) {
        bad[random.nextInt(bad.length)] = (byte) random.nextInt();
      }
      try {
        assertThat(WireCodec.decodeFact(bad)).as("seed %s round %s", seed, round).isNotNull();
      } catch (IllegalArgumentException e) {
        assertThat(e).as("seed %s round %s", seed, round).hasMessageMatching("(?s).+");
      }
    }
  }
}
