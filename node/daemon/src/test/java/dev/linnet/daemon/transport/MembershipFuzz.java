package dev.linnet.daemon.transport;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.linnet.proto.v1.Membership;

/** A membership message from a peer is refused as an illegal argument, or read. */
public final class MembershipFuzz {
  private static final MembershipCodec CODEC = new MembershipCodec("birds/eu");

  private MembershipFuzz() {}

  /** Called by the fuzzer with each input. */
  public static void fuzzerTestOneInput(byte[] input) {
    MembershipCodec.Decoded read;
    try {
      read = CODEC.decode(Membership.parseFrom(input));
    } catch (InvalidProtocolBufferException | IllegalArgumentException refused) {
      return;
    }
    if (read.message().data() == null) {
      throw new AssertionError("a message without data was read");
    }
  }
}
