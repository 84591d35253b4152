package dev.linnet.simulator.study;

import dev.linnet.core.Message;
import dev.linnet.core.replica.Fact;
import dev.linnet.core.trust.Envelope;
import dev.linnet.core.trust.NodeStatement;

/**
 * How many bytes a message takes, near enough: the core knows no wire format. The rule: a message
 * costs 8 bytes; an envelope its payload type, its payload, and for each signature its key id and
 * value; a statement its envelope and its enrolment's; a certificate 64 bytes and its statements; a
 * hash 8, a version 16, a bucket's number 2, a digest 32, a nonce 8. Framing, TLS and TCP are not
 * counted.
 */
public final class MessageSize {
  static final int MESSAGE_BYTES = 8;
  private static final int HASH_BYTES = 8;
  private static final int VERSION_BYTES = 16;
  private static final int BUCKET_BYTES = 2;
  private static final int DIGEST_BYTES = 32;
  private static final int NONCE_BYTES = 8;
  private static final int CERTIFICATE_BYTES = 64;

  private MessageSize() {}

  public static long bytes(Message message) {
    long body = 0;
    if (message instanceof Message.FactsPushed pushed) {
      body = pushed.facts().stream().mapToLong(MessageSize::bytes).sum();
    } else if (message instanceof Message.SummaryOffered summary) {
      body = (long) HASH_BYTES * summary.bucketHashes().size();
    } else if (message instanceof Message.VersionsOffered offer) {
      body =
          (long) VERSION_BYTES * offer.versions().size()
              + (long) BUCKET_BYTES * offer.buckets().size();
    } else if (message instanceof Message.FactsAsked asked) {
      body = (long) HASH_BYTES * asked.keyHashes().size();
    } else if (message instanceof Message.ManifestGiven given) {
      body = DIGEST_BYTES + given.bytes().size();
    } else if (message instanceof Message.ChunksHeld held) {
      body = DIGEST_BYTES + (held.chunks().length() + 7) / 8;
    } else if (message instanceof Message.ManifestAsked || message instanceof Message.ChunksAsked) {
      body = DIGEST_BYTES;
    } else if (message instanceof Message.HolderNamed named) {
      body =
          DIGEST_BYTES
              + named.holder().node().value().length()
              + named.holder().region().value().length()
              + named.holder().address().toString().length();
    } else if (message instanceof Message.PulseAsked) {
      body = DIGEST_BYTES + NONCE_BYTES;
    } else if (message instanceof Message.PulseGiven given) {
      body = bytes(given.statement());
    }
    return MESSAGE_BYTES + body;
  }

  static long bytes(Fact fact) {
    if (fact instanceof Fact.ByOperator byOperator) {
      return bytes(byOperator.envelope());
    }
    if (fact instanceof Fact.ByNode byNode) {
      return bytes(byNode.statement());
    }
    if (fact instanceof Fact.DoubleVote proof) {
      return bytes(proof.one()) + bytes(proof.other());
    }
    if (fact instanceof Fact.Certificate certificate) {
      return CERTIFICATE_BYTES + certificate.votes().stream().mapToLong(MessageSize::bytes).sum();
    }
    throw new IllegalArgumentException("no size is known for a " + fact.getClass().getName());
  }

  private static long bytes(NodeStatement statement) {
    return bytes(statement.statement()) + bytes(statement.enrolment());
  }

  private static long bytes(Envelope envelope) {
    return envelope.payloadType().length()
        + envelope.payload().size()
        + envelope.signatures().stream()
            .mapToLong(signature -> signature.keyId().length() + signature.value().size())
            .sum();
  }
}
