package dev.linnet.daemon.transport;

import com.google.protobuf.UnsafeByteOperations;
import dev.linnet.core.mesh.NodeName;
import dev.linnet.daemon.ports.Addresses;
import dev.linnet.proto.v1.Membership;
import io.scalecube.cluster.Member;
import io.scalecube.cluster.transport.api.Message;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** ScaleCube's eight system messages to {@code Membership} frames and back. */
final class MembershipCodec {
  static final String PING = "sc/fdetector/ping";
  static final String MEMBERSHIP_GOSSIP = "sc/membership/gossip";
  static final String METADATA_REQUEST = "sc/metadata/req";

  /** For each request, the message that answers it. */
  static final Map<String, String> ANSWERS =
      Map.of(
          PING,
          "sc/fdetector/pingAck",
          "sc/fdetector/pingReq",
          "sc/fdetector/pingAck",
          "sc/membership/sync",
          "sc/membership/syncAck",
          METADATA_REQUEST,
          "sc/metadata/resp");

  private static final Map<String, PayloadShape> SHAPES =
      Map.of(
          PING,
          PayloadShape.PING,
          "sc/fdetector/pingReq",
          PayloadShape.PING,
          "sc/fdetector/pingAck",
          PayloadShape.PING,
          "sc/membership/sync",
          PayloadShape.SYNC,
          "sc/membership/syncAck",
          PayloadShape.SYNC,
          GossipRequests.QUALIFIER,
          PayloadShape.GOSSIP_REQUEST,
          METADATA_REQUEST,
          PayloadShape.METADATA_REQUEST,
          "sc/metadata/resp",
          PayloadShape.METADATA_RESPONSE);

  private static final int MAX_HEADERS = 3;
  private static final int MAX_HEADER_CHARS = 512;
  private static final int MAX_PAYLOAD_BYTES = 1024 * 1024;

  private final String namespace;

  /** A codec for the members of one namespace; any other member is refused. */
  MembershipCodec(String namespace) {
    this.namespace = namespace;
  }

  /**
   * A message in its frame.
   *
   * @param target whom a metadata request is about; null for other messages
   */
  record Encoded(Membership frame, @Nullable String target) {}

  /**
   * A message out of its frame.
   *
   * @param gossipOrigins who is said to have started the gossips in it
   */
  record Decoded(Message message, List<String> gossipOrigins) {}

  Encoded encode(Message message) {
    shape(message.qualifier());
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
    PayloadWriter writer = new PayloadWriter(bytes);
    try {
      writer.writeObject(message.data());
    } catch (IOException e) {
      throw new IllegalStateException("memory takes every byte", e);
    }
    Member first = writer.firstMember();
    Membership.Builder frame = Membership.newBuilder();
    message
        .headers()
        .forEach(
            (name, value) -> {
              if (value != null) {
                frame.putHeaders(name, value);
              }
            });
    return new Encoded(
        frame.setPayload(UnsafeByteOperations.unsafeWrap(bytes.toByteArray())).build(),
        METADATA_REQUEST.equals(message.qualifier()) && first != null ? first.id() : null);
  }

  /**
   * Reads {@link #encode}.
   *
   * @throws IllegalArgumentException if it is not one of the eight messages, whole and well formed
   */
  Decoded decode(Membership frame) {
    Map<String, String> headers = frame.getHeadersMap();
    if (headers.size() > MAX_HEADERS
        || headers.values().stream().anyMatch(value -> value.length() > MAX_HEADER_CHARS)
        || frame.getPayload().size() > MAX_PAYLOAD_BYTES) {
      throw new IllegalArgumentException("membership: too many headers, or too long");
    }
    PayloadShape shape = shape(headers.get(Message.HEADER_QUALIFIER));
    PayloadReader reader = new PayloadReader(frame.getPayload().toByteArray(), this::requireMember);
    try {
      Object data = reader.readWhole(shape);
      return new Decoded(
          Message.withHeaders(headers).data(data).build(), List.copyOf(reader.gossipOrigins()));
    } catch (IOException | ClassNotFoundException e) {
      throw new IllegalArgumentException("membership: ends too early", e);
    }
  }

  private static PayloadShape shape(@Nullable String qualifier) {
    PayloadShape shape = qualifier == null ? null : SHAPES.get(qualifier);
    if (shape == null) {
      throw new IllegalArgumentException("membership: no message is called '" + qualifier + "'");
    }
    return shape;
  }

  private void requireMember(Member member) {
    NodeName name = new NodeName(member.id());
    Addresses.parse(member.address());
    if (!member.namespace().equals(namespace)) {
      throw new IllegalArgumentException(
          "membership: "
              + name
              + " is of '"
              + member.namespace()
              + "', not of '"
              + namespace
              + "'");
    }
  }
}
