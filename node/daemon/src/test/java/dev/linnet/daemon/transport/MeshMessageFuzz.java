package dev.linnet.daemon.transport;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.linnet.core.Message;
import dev.linnet.proto.v1.MeshMessage;

/** What a peer sends as a mesh message is refused, or read to what is written and read alike. */
public final class MeshMessageFuzz {
  private MeshMessageFuzz() {}

  /** Called by the fuzzer with each input. */
  public static void fuzzerTestOneInput(byte[] input) {
    Message message;
    try {
      message = WireCodec.decode(MeshMessage.parseFrom(input));
    } catch (InvalidProtocolBufferException | IllegalArgumentException refused) {
      return;
    }
    Message again = WireCodec.decode(WireCodec.encode(message));
    if (!again.equals(message)) {
      throw new AssertionError("read " + message + ", written and read " + again);
    }
  }
}
