package dev.linnet.daemon.transport;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import dev.linnet.core.mesh.RegionName;
import dev.linnet.core.replica.Fact;
import dev.linnet.core.rollout.Outcome;
import dev.linnet.core.rollout.Panel;
import dev.linnet.core.trust.Bytes;
import dev.linnet.core.trust.Digest;
import dev.linnet.core.trust.Envelope;
import dev.linnet.core.trust.NodeStatement;
import java.util.List;

/** Facts to Protocol Buffers and back. Checks form, not signatures. */
final class FactCodec {
  static final int DIGEST_BYTES = 32;

  private FactCodec() {}

  static dev.linnet.proto.v1.Fact encode(Fact fact) {
    dev.linnet.proto.v1.Fact.Builder builder = dev.linnet.proto.v1.Fact.newBuilder();
    if (fact instanceof Fact.ByOperator byOperator) {
      return builder.setByOperator(envelope(byOperator.envelope())).build();
    }
    if (fact instanceof Fact.ByNode byNode) {
      return builder.setByNode(statement(byNode.statement())).build();
    }
    if (fact instanceof Fact.DoubleVote doubleVote) {
      return builder
          .setDoubleVote(
              dev.linnet.proto.v1.DoubleVote.newBuilder()
                  .setOne(statement(doubleVote.one()))
                  .setOther(statement(doubleVote.other())))
          .build();
    }
    return builder.setCertificate(certificate((Fact.Certificate) fact)).build();
  }

  private static dev.linnet.proto.v1.Certificate certificate(Fact.Certificate certificate) {
    Panel panel = certificate.panel();
    dev.linnet.proto.v1.Certificate.Builder builder =
        dev.linnet.proto.v1.Certificate.newBuilder()
            .setRollout(digest(certificate.rollout()))
            .setWave(panel.wave())
            .setRegion(panel.region().value())
            .setOutcome(outcome(certificate.outcome()))
            .addAllVotes(certificate.votes().stream().map(FactCodec::statement).toList());
    String deviceClass = panel.deviceClass();
    if (deviceClass != null) {
      builder.setDeviceClass(deviceClass);
    }
    return builder.build();
  }

  /** A newer node may push facts of kinds that this one does not know, among others. */
  static boolean isKnown(dev.linnet.proto.v1.Fact fact) {
    return fact.getKindCase() != dev.linnet.proto.v1.Fact.KindCase.KIND_NOT_SET;
  }

  static Fact decode(dev.linnet.proto.v1.Fact fact) {
    return switch (fact.getKindCase()) {
      case BY_OPERATOR -> new Fact.ByOperator(envelope(fact.getByOperator()));
      case BY_NODE -> new Fact.ByNode(statement(fact.getByNode()));
      case CERTIFICATE -> certificate(fact.getCertificate());
      case DOUBLE_VOTE ->
          new Fact.DoubleVote(
              statement(fact.getDoubleVote().getOne()), statement(fact.getDoubleVote().getOther()));
      case KIND_NOT_SET -> throw new IllegalArgumentException("fact: of no known kind");
    };
  }

  private static Fact.Certificate certificate(dev.linnet.proto.v1.Certificate certificate) {
    if (certificate.getWave() < 0) {
      throw new IllegalArgumentException("certificate: wave out of range");
    }
    List<NodeStatement> votes =
        certificate.getVotesList().stream().map(FactCodec::statement).toList();
    return new Fact.Certificate(
        digest(certificate.getRollout()),
        new Panel(
            certificate.getWave(),
            new RegionName(certificate.getRegion()),
            certificate.hasDeviceClass() ? certificate.getDeviceClass() : null),
        outcome(certificate.getOutcome()),
        votes);
  }

  private static dev.linnet.proto.v1.Certificate.Outcome outcome(Outcome outcome) {
    return switch (outcome) {
      case PROMOTED -> dev.linnet.proto.v1.Certificate.Outcome.OUTCOME_PROMOTED;
      case ROLLED_BACK -> dev.linnet.proto.v1.Certificate.Outcome.OUTCOME_ROLLED_BACK;
    };
  }

  private static Outcome outcome(dev.linnet.proto.v1.Certificate.Outcome outcome) {
    return switch (outcome) {
      case OUTCOME_PROMOTED -> Outcome.PROMOTED;
      case OUTCOME_ROLLED_BACK -> Outcome.ROLLED_BACK;
      case OUTCOME_UNSPECIFIED, UNRECOGNIZED ->
          throw new IllegalArgumentException("certificate: neither promoted nor rolled back");
    };
  }

  static dev.linnet.proto.v1.NodeStatement statement(NodeStatement statement) {
    return dev.linnet.proto.v1.NodeStatement.newBuilder()
        .setStatement(envelope(statement.statement()))
        .setEnrolment(envelope(statement.enrolment()))
        .build();
  }

  static NodeStatement statement(dev.linnet.proto.v1.NodeStatement statement) {
    return new NodeStatement(
        envelope(statement.getStatement()), envelope(statement.getEnrolment()));
  }

  static dev.linnet.proto.v1.Envelope envelope(Envelope envelope) {
    dev.linnet.proto.v1.Envelope.Builder builder =
        dev.linnet.proto.v1.Envelope.newBuilder()
            .setPayloadType(envelope.payloadType())
            .setPayload(bytes(envelope.payload()));
    for (Envelope.Signature signature : envelope.signatures()) {
      builder.addSignatures(
          dev.linnet.proto.v1.Envelope.Signature.newBuilder()
              .setKeyId(signature.keyId())
              .setValue(bytes(signature.value())));
    }
    return builder.build();
  }

  static Envelope envelope(dev.linnet.proto.v1.Envelope envelope) {
    return new Envelope(
        envelope.getPayloadType(),
        bytes(envelope.getPayload()),
        envelope.getSignaturesList().stream()
            .map(
                signature ->
                    new Envelope.Signature(signature.getKeyId(), bytes(signature.getValue())))
            .toList());
  }

  static ByteString digest(Digest digest) {
    return UnsafeByteOperations.unsafeWrap(digest.raw());
  }

  static Digest digest(ByteString raw) {
    if (raw.size() != DIGEST_BYTES) {
      throw new IllegalArgumentException("digest: expected 32 bytes, found " + raw.size());
    }
    return Digest.ofRaw(raw.toByteArray());
  }

  static ByteString bytes(Bytes bytes) {
    return UnsafeByteOperations.unsafeWrap(bytes.toArray());
  }

  static Bytes bytes(ByteString bytes) {
    return Bytes.copyOf(bytes.toByteArray());
  }
}
