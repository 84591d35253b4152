package dev.linnet.daemon.command;

import com.google.protobuf.ByteString;
import dev.linnet.core.trust.Bytes;
import dev.linnet.core.trust.Envelope;
import dev.linnet.core.trust.Signer;
import dev.linnet.proto.v1.SubmitRequest;
import java.util.List;

/** Signs what operators say and hands it in at a node. */
final class Signing {
  private Signing() {}

  /** The id that the node gave it. */
  static String submit(NodeClient client, String payloadType, Bytes payload, List<Signer> keys) {
    Envelope envelope = new Envelope(payloadType, payload, List.of());
    for (Signer key : keys) {
      envelope = envelope.cosign(key);
    }
    return submit(client, envelope);
  }

  /** Hands in what was signed; the id that the node gave it. */
  static String submit(NodeClient client, Envelope signed) {
    dev.linnet.proto.v1.Envelope.Builder envelope =
        dev.linnet.proto.v1.Envelope.newBuilder()
            .setPayloadType(signed.payloadType())
            .setPayload(ByteString.copyFrom(signed.payload().toArray()));
    for (Envelope.Signature signature : signed.signatures()) {
      envelope.addSignatures(
          dev.linnet.proto.v1.Envelope.Signature.newBuilder()
              .setKeyId(signature.keyId())
              .setValue(ByteString.copyFrom(signature.value().toArray())));
    }
    SubmitRequest request = SubmitRequest.newBuilder().setEnvelope(envelope).build();
    return client.ask(node -> node.submit(request)).getId();
  }
}
